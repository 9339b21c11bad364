import type { Role } from '@mingjing/sql/postgres/schema.ts'

/** Who is signed in. `orgunit` is the root of the subtree they see. */
export interface Person {
  id: string
  login: string
  zh: string
  en: string
  role: Role
  orgunit: string
  locale: 'zh-CN' | 'en'
  /** Their password was given to them and is still to be replaced by one of their own. */
  firstPassword?: boolean
  /** Whom they stand in for while this request is answered, by staff id. */
  standsInFor?: readonly string[]
}
