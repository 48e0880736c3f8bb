// Bundles src/cli into dist, split so that each command loads only its own part.
// With --if-possible (npm's `prepare`) a missing bundler is a message, not a failure: a global install of a
// clone has no development dependencies, and the launcher says what to do.
import {readFileSync, renameSync, rmSync} from 'node:fs'

const root = new URL('..', import.meta.url)
const {version} = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

let rolldown
try {
  ;({rolldown} = await import('rolldown'))
} catch (error) {
  if (!process.argv.includes('--if-possible') || error.code !== 'ERR_MODULE_NOT_FOUND') throw error
  console.error('circle: not built, because the bundler is not installed. Run `npm install` in the folder of the clone.')
  process.exit(0)
}

const bundle = await rolldown({
  input: {main: new URL('src/cli/main.ts', root).pathname, yaml: new URL('src/store/yaml/library.ts', root).pathname},
  platform: 'node',
  cwd: new URL('.', root).pathname,
  transform: {define: {__CIRCLE_VERSION__: JSON.stringify(version), __CIRCLE_YAML__: JSON.stringify('./yaml.cjs')}},
  treeshake: true,
  // The groups below say what is loaded with what, so an import that is late in the source may well be early in the build.
  onLog: (level, log, handle) => {
    if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') handle(level, log)
  },
})
// Node takes a millisecond or two for each file it loads. So there are three: what --version needs, what reading a
// command line and --help need, and what every command on a circle needs; and then one for each command.
const groups = [
  {name: 'version', test: /src\/cli\/version\.ts/, priority: 3},
  {name: 'start', test: /node_modules\/(commander|fast-string-)|src\/cli\/(start|program|table|table\/\w+|help|topics|exit)\.ts|src\/cli\/terminal\/(wrap|safe)\.ts|src\/model\/(fault|nearest|unseen)\.ts/, priority: 2},
  {name: 'core', test: /src\/(model|schedule|agenda|store|git)\/(?!yaml\/library|yaml\/comment|share\/|network|clone|undo|range|log|record-changes|found|refusal|trouble|manner|address|aside|(poll|outlived)(?<=schedule\/(poll|outlived)))|node_modules\/(chalk|@date-fns|date-fns)\/|src\/cli\/(terminal\/(print|lines|diff)|(?!main|found|edit-page|edit-record|own-date|why|history|typed-date|member-status|trust|undo|join|share|sync|windows-zones|conflict|deed|check-change|change-findings|ci|charter-words|charter-edit)[a-z-]+)\.ts/, priority: 1},
]

// Written beside the old one and swapped in whole, so that a program that runs meanwhile finds all its files.
const fresh = new URL(`dist-${process.pid}`, root)
await bundle.write({
  dir: fresh.pathname,
  // CommonJS starts quicker: no asynchronous loader.
  format: 'cjs',
  codeSplitting: {groups},
  entryFileNames: '[name].cjs',
  chunkFileNames: '[name]-[hash].cjs',
  minify: {compress: true, mangle: false, codegen: true},
})
await bundle.close()
rmSync(new URL('dist', root), {recursive: true, force: true})
renameSync(fresh, new URL('dist', root))
