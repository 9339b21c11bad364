/** What is done about which issues and hits are one matter. */
export type Matter = 'merge' | 'split' | 'split-back'
