#!/usr/bin/env node
// The launcher: a compile cache where Node has one, then the built program. CommonJS, since that starts quicker.
'use strict'
const {existsSync} = require('node:fs')
const {join} = require('node:path')

const program = join(__dirname, '..', 'dist', 'main.cjs')
if (existsSync(program)) {
  // A command lives for a fraction of a second: only what stays hot for long is worth optimising (saves a tenth).
  // Node 20 alone has this flag; later ones have a compile cache instead.
  if (process.version.startsWith('v20.')) require('node:v8').setFlagsFromString('--interrupt-budget=2000000')
  require('node:module').enableCompileCache?.()
  require(program)
} else {
  const folder = join(__dirname, '..')
  process.stderr.write(`circle: the program in ${folder} has not been built yet.\nRun \`npm install\` in that folder, then try again.\n`)
  process.exitCode = 1
}
