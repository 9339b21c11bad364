import type { Standing } from '@mingjing/sql/access/scope.ts'
import type { Role } from '@mingjing/sql/postgres/schema.ts'

/** Who is signed in. `orgunit` is the root of the subtree they see. */
export interface Person extends Standing {
  id: string
  login: string
  zh: string
  en: string
  role: Role
  orgunit: string
  locale: 'zh-CN' | 'en'
  /** Their password was given to them and is still to be replaced by one of their own. */
  firstPassword?: boolean
}
