/** Property tests try the same cases each time, so that one that fails fails again; thorough runs look for others. */
import fc from 'fast-check'

if (process.env.CIRCLE_THOROUGH === undefined) fc.configureGlobal({seed: 1727})
