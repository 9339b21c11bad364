import type { Permission } from '../access/permission.ts'
import type { IssueState } from '../postgres/schema.ts'

/** Who must not do an action, by identity: the four eyes. */
export type Bar = 'concerned' | 'answered-it' | 'confirmed-it'

export interface Transition {
  readonly from: readonly IssueState[]
  /** Null leaves the state as it is. */
  readonly to: IssueState | null
  /** Any of them suffices. */
  readonly needs: readonly Permission[]
  readonly barred: readonly Bar[]
  readonly undoable: boolean
}

export const liveStates = ['open', 'assigned', 'confirmed', 'rectification-ordered', 'answered', 'verified'] as const
export const issueStates = [
  ...liveStates,
  'dismissed',
  'closed',
  'merged',
  'exempted',
] as const satisfies readonly IssueState[]
export const isLive = (state: IssueState): boolean => (liveStates as readonly IssueState[]).includes(state)

const beforeOrder: readonly IssueState[] = ['open', 'assigned', 'confirmed']

/** The state machine of an issue. What each action needs besides is in ./act.ts. */
export const transitions = {
  assign: { from: ['open', 'assigned'], to: 'assigned', needs: ['issues:work'], barred: ['concerned'], undoable: true },
  confirm: {
    from: ['open', 'assigned'],
    to: 'confirmed',
    needs: ['issues:work'],
    barred: ['concerned'],
    undoable: true,
  },
  dismiss: {
    from: ['open', 'assigned', 'confirmed'],
    to: 'dismissed',
    needs: ['issues:work'],
    barred: ['concerned'],
    undoable: true,
  },
  // Once more while it is not answered: who was ordered may have left, or may not know of the issue any more.
  order: {
    from: ['confirmed', 'rectification-ordered'],
    to: 'rectification-ordered',
    needs: ['issues:work'],
    barred: ['concerned'],
    undoable: true,
  },
  // The one action that those concerned may be asked for.
  answer: {
    from: ['rectification-ordered'],
    to: 'answered',
    needs: ['issues:answer', 'issues:work'],
    barred: [],
    undoable: true,
  },
  'send-back': {
    from: ['answered', 'verified'],
    to: 'rectification-ordered',
    needs: ['issues:work'],
    barred: ['concerned', 'answered-it'],
    undoable: true,
  },
  verify: {
    from: ['answered'],
    to: 'verified',
    needs: ['issues:work'],
    barred: ['concerned', 'answered-it'],
    undoable: true,
  },
  close: {
    from: ['verified'],
    to: 'closed',
    needs: ['issues:lead'],
    barred: ['concerned', 'answered-it', 'confirmed-it'],
    undoable: true,
  },
  reopen: {
    from: ['dismissed', 'closed'],
    to: 'assigned',
    needs: ['issues:lead'],
    barred: ['concerned'],
    undoable: false,
  },
  snooze: {
    from: ['open', 'assigned', 'confirmed'],
    to: null,
    needs: ['issues:work'],
    barred: ['concerned'],
    undoable: true,
  },
  wake: {
    from: ['open', 'assigned', 'confirmed'],
    to: null,
    needs: ['issues:work'],
    barred: ['concerned'],
    undoable: true,
  },
  escalate: { from: liveStates, to: null, needs: ['issues:work'], barred: ['concerned'], undoable: true },
  comment: {
    from: [...liveStates, 'dismissed', 'closed', 'exempted'],
    to: null,
    needs: ['issues:work', 'issues:answer', 'issues:lead'],
    barred: [],
    undoable: false,
  },
} as const satisfies Record<string, Transition>

export type ActionKind = keyof typeof transitions

/** What is done to an issue besides, each in its own file: sql/attachments, ./merge.ts, ./split.ts. None is undone as the above. */
export const sideActions = {
  attach: {
    from: liveStates,
    to: null,
    needs: ['issues:work', 'issues:answer', 'issues:lead'],
    barred: [],
    undoable: false,
  },
  // Of each issue that takes part. Once an order is out, whom it went to and who knows of the issue no longer changes.
  merge: { from: beforeOrder, to: null, needs: ['issues:work'], barred: ['concerned'], undoable: false },
  'split-back': { from: beforeOrder, to: null, needs: ['issues:work'], barred: ['concerned'], undoable: false },
  split: { from: beforeOrder, to: null, needs: ['issues:work'], barred: ['concerned'], undoable: false },
} as const satisfies Record<string, Transition>
