/** Languages of the screens. Formatting functions take one, so that they stay pure and are tested without a browser. */
export type Language = 'zh-CN' | 'en'

/** What a number shows where there is none: never a zero that was not measured. */
export const nothing = '–'
