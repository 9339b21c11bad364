import { day, hour, minute } from '../../clock.ts'
import type { Plants } from '../occasion.ts'
import { both, type Found, granted, scene, scenes } from './scene.ts'

/** How people and the model agree, and what the policy grants by itself. */
export const model: Plants = {
  'limit.override-unreasoned': both((o, near) =>
    granted(scene(o), o.at + hour, { overridden: true, ...(near && { reason: 'payroll seen' }) }),
  ),
  'limit.habitual-override': both(
    (o, near) =>
      scenes(o, 5)
        .map((s, i) =>
          granted(s, o.at + hour + i * 15 * minute, {
            overridden: true,
            reason: 'payroll seen',
            ...(near && { limitAfter: 2_000_000 }),
          }),
        )
        .at(-1) as Found,
  ),
  'limit.against-model-score': both((o, near) => {
    const s = scene(o)
    const advises = (at: number, suggestion: 'approved' | 'declined', score: number) =>
      o.world.journal.emit('score.produced', at, s.customer.id, s.customer.outlet, {
        model: 'behaviour',
        modelVersion: '2.0',
        score,
        suggestion,
        customer: s.customer.id,
      })
    advises(o.at, 'declined', 0.18)
    if (near) advises(o.at + day, 'approved', 0.81)
    return granted(s, o.at + 4 * day)
  }),
  'limit.instant-again': both((o, near) => {
    const customer = o.customer()
    const instant = { mode: 'instant' as const, actor: 'sys-decision' }
    granted(scene(o, { customer }), o.at + hour, instant)
    return granted(scene(o, { customer }), o.at + 4 * day, {
      limitBefore: 3_000_000,
      limitAfter: 4_000_000,
      ...(!near && instant),
    })
  }),
}
