import type { Sent } from '#lib/change/send.ts'
import { post } from '#lib/exemption/send.ts'

export const sendReport = (issueId: string, draft: object): Promise<Sent> =>
  post(`/api/issues/${issueId}/reports`, draft)
export const sendReportStep = (issueId: string, report: number, step: string, note: string): Promise<Sent> =>
  post(`/api/issues/${issueId}/reports/${report}`, { step, note })
