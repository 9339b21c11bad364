/** Longest text a person may write into an action on an issue, UTF-16 units as a form counts them. */
export const longestText = 4000
