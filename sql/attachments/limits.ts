/** Most bytes of one file. */
export const mostBytes = 10 * 1024 * 1024
/** Most files of one issue. */
export const mostFiles = 20
