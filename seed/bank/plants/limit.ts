import { adjustment } from './limit/adjustment.ts'
import { decision } from './limit/decision.ts'
import { evidence } from './limit/evidence.ts'
import { model } from './limit/model.ts'
import { request } from './limit/request.ts'
import { standing } from './limit/standing.ts'
import { temporary } from './limit/temporary.ts'
import { trouble } from './limit/trouble.ts'
import { use } from './limit/use.ts'
import type { Plants } from './occasion.ts'

/** Violations and near misses of the adjustment of limits, by the node they happen at. */
export const limit: Plants = {
  ...standing,
  ...request,
  ...evidence,
  ...decision,
  ...model,
  ...trouble,
  ...temporary,
  ...adjustment,
  ...use,
}
