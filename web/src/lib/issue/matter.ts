/** What is done about which issues and hits are one matter. */
export const matters = ['merge', 'split', 'split-back'] as const
export type Matter = (typeof matters)[number]

/** States in which an issue can take part: its order is not out yet. */
export const mergeable: readonly string[] = ['open', 'assigned', 'confirmed']
