/** Who may know of an issue: the farther down, the fewer. */
export const classes = ['operational', 'conduct', 'money-laundering'] as const
export type Class = (typeof classes)[number]
