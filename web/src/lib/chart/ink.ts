/** The page's colour tokens as a chart needs them: computed colours, since canvas and SVG know no CSS variables of ours. */
export interface Ink {
  paper: string
  sheet: string
  ink: string
  ink2: string
  ink3: string
  line: string
  accent: string
  up: string
  down: string
  critical: string
  high: string
  well: string
  series: string[]
  font: string
}

/** Reads the tokens as they are now, day or night. */
export const inkOf = (element: HTMLElement): Ink => {
  const probe = document.createElement('span')
  // A transition, however short, would make the first look return the colour before.
  probe.style.setProperty('transition', 'none', 'important')
  element.append(probe)
  const read = (token: string): string => {
    probe.style.color = `var(--${token})`
    return getComputedStyle(probe).color
  }
  const ink: Ink = {
    paper: read('paper'),
    sheet: read('sheet'),
    ink: read('ink'),
    ink2: read('ink-2'),
    ink3: read('ink-3'),
    line: read('line'),
    accent: read('accent'),
    up: read('up'),
    down: read('down'),
    critical: read('critical'),
    high: read('high'),
    well: read('well'),
    series: [1, 2, 3, 4, 5, 6].map((n) => read(`series-${n}`)),
    font: getComputedStyle(element).fontFamily,
  }
  probe.remove()
  return ink
}
