/** A customer number as a list shows it: enough to tell two apart, not enough to look one up. */
export const masked = (number: string): string =>
  number.length <= 6 ? `${number.slice(0, 1)}***` : `${number.slice(0, 2)}***${number.slice(-3)}`
