/** What a person set for their browser; cookies, so that the first paint is already right. */
export type Theme = 'light' | 'dark' | 'system'
/** Which colour means up: red in China, green elsewhere. */
export type Direction = 'china' | 'international'

export const themeCookie = 'mingjing_theme'
export const directionCookie = 'mingjing_direction'

export const themeOf = (text: string | undefined): Theme => (text === 'light' || text === 'dark' ? text : 'system')
export const directionOf = (text: string | undefined): Direction =>
  text === 'international' ? 'international' : 'china'
