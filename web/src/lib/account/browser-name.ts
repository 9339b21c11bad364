/** What a browser calls itself, in the order in which one hides in another's name. */
const browsers: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/MicroMessenger\/(\d+)/, 'WeChat'],
  [/(?:Edg|EdgA|EdgiOS)\/(\d+)/, 'Edge'],
  [/(?:OPR)\/(\d+)/, 'Opera'],
  [/(?:QQBrowser)\/(\d+)/, 'QQ Browser'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/(?:Chrome|CriOS|HeadlessChrome)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).* Safari\//, 'Safari'],
  [/curl\/(\d+)/, 'curl'],
]
const systems: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

/** A browser by its `User-Agent`: `Chrome 128 · Windows`. Null where it says nothing we know. */
export const browserName = (userAgent: string | null): string | null => {
  if (userAgent === null) return null
  let browser: string | null = null
  for (const [pattern, name] of browsers) {
    const version = pattern.exec(userAgent)?.[1]
    if (version === undefined) continue
    browser = `${name} ${version}`
    break
  }
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null
  return [browser, system].filter((part) => part !== null).join(' · ') || null
}
