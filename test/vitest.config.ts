import {defineConfig} from 'vitest/config'

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    // A fixed clock, zone and locale: no test may depend on the machine it runs on.
    env: {TZ: 'UTC', LC_ALL: 'C.UTF-8', LANG: 'C.UTF-8', NO_COLOR: '1'},
    // Most tests wait for processes of their own: one after another they leave a core idle.
    maxWorkers: 2,
    // A limit is there to end what hangs; how long something takes is said where it matters.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
