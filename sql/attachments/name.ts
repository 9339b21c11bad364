/** Longest name kept, characters. */
const longest = 120

/**
 * A file's name fit for a list and a disk: without folders, control characters, marks that turn the direction of writing
 * (they make `exe` look like `pdf`) and characters disks refuse. The ending is kept when it is cut.
 */
export const plainName = (name: string): string => {
  const own = name
    .toWellFormed()
    .split(/[/\\]/)
    .at(-1)!
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .trim()
    .replace(/^\.+/, '')
  const characters = [...own]
  if (characters.length <= longest) return own
  const ending = /\.[^.]{1,10}$/.exec(own)?.[0] ?? ''
  return [...characters.slice(0, longest - ending.length), ...ending].join('')
}
