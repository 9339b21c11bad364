import { tell } from '../notifications/tell.ts'
import type { Db } from '../postgres/connect.ts'
import type { absences, people } from '../postgres/schema.ts'

/** Tells who stands in that they do, or leads that somebody asks for it. `seq` is of the record of it. */
export const tellOfDelegation = async (
  tx: Db,
  { delegate, delegation, startsAt }: typeof absences.$inferSelect,
  person: Pick<typeof people.$inferSelect, 'zh' | 'en' | 'orgunit'>,
  seq: number,
  now: Date,
): Promise<void> => {
  if (delegate === null || delegation === 'refused') return
  const day = startsAt.toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' })
  const approved = delegation === 'approved'
  await tell(tx, [
    {
      id: `delegation:${seq}`,
      personId: approved ? delegate : null,
      orgunit: person.orgunit,
      kind: 'delegation',
      titleZh: approved ? `自 ${day} 起由您代理${person.zh}` : `${person.zh}自 ${day} 起的代理待审批`,
      titleEn: approved
        ? `You stand in for ${person.en} from ${day}`
        : `A stand-in for ${person.en} from ${day} awaits approval`,
      createdAt: now,
    },
  ])
}
