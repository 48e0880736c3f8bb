declare const __CIRCLE_VERSION__: string | undefined

/** The program's version; the build puts it in. */
export const programVersion: string = typeof __CIRCLE_VERSION__ === 'string' ? __CIRCLE_VERSION__ : '0.0.0-source'
