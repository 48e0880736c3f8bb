#!/usr/bin/env node
// The launcher: a compile cache where Node has one, then the built program.
import {existsSync} from 'node:fs'
import module from 'node:module'

const program = new URL('../dist/main.js', import.meta.url)
if (existsSync(program)) {
  module.enableCompileCache?.()
  await import(program.href)
} else {
  const folder = new URL('..', import.meta.url).pathname
  process.stderr.write(`circle: the program in ${folder} has not been built yet.\nRun \`npm install\` in that folder, then try again.\n`)
  process.exitCode = 1
}
