/** Texts that would run where they were taken for markup, a template, a script or a formula, each setting `ran`. */

/** For a text a person writes: everything in one, so that one field shows it all. */
export const markup = [
  '"><script>ran=1</script>',
  '<img src=x onerror=ran=2>',
  '<svg onload=ran=3></svg>',
  "'onmouseover='ran=4",
  '<a href="javascript:ran=5">a</a>',
  '<iframe srcdoc="<script>parent.ran=6</script>"></iframe>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to look like a template
  '{{ran=7}}${ran=8}{@html 9}',
  '</textarea></title></script><style>*{x:1}</style>',
  '\u2028ran=10//\u2029',
].join('')

/** Shorter, for names, and told apart by what it is in. */
export const named = (what: string): string => `${what}"><img src=x onerror=ran='${what}'>{{ran=1}}\u2028`

/** What a spreadsheet would run at the beginning of a cell. */
export const formulas: readonly string[] = [
  "=cmd|'/c calc'!A1",
  '+1+cmd|x',
  '-2+3+cmd|x',
  '@SUM(1+9)',
  ' =1+1',
  '\u00a0=1+1',
  '\u200b=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '"=1+1',
  '=1+1","=2+2',
  ';=1+1',
]
