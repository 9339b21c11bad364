import { type Direction, directionCookie, type Theme, themeCookie } from './preference.ts'

const year = 365 * 86_400

const keep = (name: string, value: string): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and over plain HTTP.
  document.cookie = `${name}=${value}; path=/; max-age=${year}; samesite=lax`
}

/** Theme and direction colours of this browser, in the page and in the cookies. */
export class Preferences {
  theme = $state<Theme>('system')
  direction = $state<Direction>('china')
  /** Grows when colours changed: charts draw again. */
  painted = $state(0)

  constructor(theme: Theme, direction: Direction) {
    this.theme = theme
    this.direction = direction
  }

  setTheme = (theme: Theme): void => {
    this.theme = theme
    document.documentElement.dataset.theme = theme
    keep(themeCookie, theme)
    this.painted += 1
  }

  setDirection = (direction: Direction): void => {
    this.direction = direction
    document.documentElement.dataset.direction = direction
    keep(directionCookie, direction)
    this.painted += 1
  }
}
