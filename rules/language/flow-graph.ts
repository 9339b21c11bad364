import type { EventTypeName } from '../events/catalogue.ts'
import type { CheckedParameter } from './checked.ts'
import type { FieldNode, Node } from './tree.ts'

/** Where every case begins and ends; names of no node. */
export const [flowStart, flowEnd] = ['start', 'end']

/** A step of a process: the events that are a visit of it. */
export interface FlowNode {
  readonly name: string
  readonly zh: string
  readonly en: string
  readonly types: readonly EventTypeName[]
  readonly where: Node | null
  /** Roles that may do it, bytewise; none: anybody. */
  readonly by: readonly string[]
  /** Whether it begins by itself when the one before is done, or somebody takes it up; says, decides nothing. */
  readonly begins: 'auto' | 'manual'
}

/** How often a node must have been visited: the first row whose condition holds decides, none asks for nothing. */
export interface FlowTimes {
  readonly node: string
  readonly rows: readonly { readonly when: Node | null; readonly least: Node }[]
}

/** A condition of one node. */
export interface FlowCondition {
  readonly node: string
  readonly when: Node
}

/**
 * The way a case goes. An event belongs to the first node, in the order of the file, whose types and `where` it fits,
 * if the flow's `on` holds; to none otherwise. Plain data.
 */
export interface FlowGraph {
  readonly name: string
  readonly zh: string
  readonly en: string
  /** Which events of the nodes' types belong to the flow at all; null: all. */
  readonly on: Node | null
  /** What makes events one case. */
  readonly key: readonly FieldNode[]
  /** Longest a case is looked back on, ms. */
  readonly withinMs: number
  readonly params: Readonly<Record<string, CheckedParameter>>
  readonly nodes: readonly FlowNode[]
  /** Steps from node to node, {@link flowStart} and {@link flowEnd} among them. */
  readonly edges: readonly (readonly [from: string, to: string])[]
  /** Nodes that may be passed by; missing is none of them where its condition holds. */
  readonly skip: readonly FlowCondition[]
  readonly times: readonly FlowTimes[]
  /** Pairs that need two people, in either order. */
  readonly different: readonly (readonly [string, string])[]
  /** Most visits of a node in `withinMs`, an int. */
  readonly rework: readonly { readonly node: string; readonly most: Node }[]
  /** When who did it had no authority to. */
  readonly beyond: readonly FlowCondition[]
  /** Deviations it finds without a rule that asks for them. */
  readonly finds: readonly FlowDeviation['kind'][]
}

/** What a rule of kind `flow` looks for in its flow. */
export type FlowDeviation =
  /** At `at` one of these nodes, each of which every way there passes, has not been visited. */
  | { readonly kind: 'missing-node'; readonly at: string; readonly nodes: readonly string[] }
  /** A node that does not follow the one before. */
  | { readonly kind: 'wrong-order' }
  /** More visits than `rework` allows. */
  | { readonly kind: 'rework'; readonly node: string }
  /** At `at` fewer visits of the node than `times` asks for. */
  | { readonly kind: 'too-few-reviews'; readonly at: string; readonly node: string }
  /** One actor at both nodes of a pair. */
  | { readonly kind: 'same-person'; readonly pairs: readonly (readonly [string, string])[] }
  /** `beyond` holds, or the role is none of `by`. */
  | { readonly kind: 'beyond-authority'; readonly node: string }

/** The flow of a rule and what it looks for there. */
export interface FlowQuestion {
  readonly graph: FlowGraph
  readonly deviation: FlowDeviation
}
