/** A difference of shares in percentage points, signed, with a true minus. */
export const points = (value: number): string => {
  const text = Math.abs(value * 100).toFixed(2)
  return `${Number(text) === 0 ? '' : value > 0 ? '+' : '−'}${text} pp`
}
