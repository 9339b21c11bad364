/** Longest text a person may write into an action on an issue, UTF-16 units as a form counts them. */
export const longestText = 4000
/** Longest reason, note or evidence of a request that somebody else decides. */
export const longestReason = 2000
/** Longest part of a suspicious-transaction report. */
export const longestPart = 10_000
/** Longest value of a list, of a parameter that is a text or of what an exemption is for. */
export const longestValue = 200
