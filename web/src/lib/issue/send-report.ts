import { type Sent, sendWish } from '#lib/shell/post.ts'

export const sendReport = (issueId: string, draft: object): Promise<Sent> =>
  sendWish(`/api/issues/${issueId}/reports`, draft)
export const sendReportStep = (issueId: string, report: number, step: string, note: string): Promise<Sent> =>
  sendWish(`/api/issues/${issueId}/reports/${report}`, { step, note })
