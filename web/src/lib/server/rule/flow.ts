import type { Bundle } from '@mingjing/rules/bundle/bundle.ts'
import { type FlowFile, isFlowFile } from '@mingjing/rules/language/flow-file.ts'
import { type FlowQuestion, flowEnd, flowStart } from '@mingjing/rules/language/flow-graph.ts'
import type { Words } from '@mingjing/rules/language/rule.ts'
import { readSource } from '@mingjing/rules/language/source.ts'

/** The flow file as its owner wrote it. */
const writtenFlow = (bundle: Bundle, name: string): FlowFile | null => {
  for (const { path, text } of bundle.files) {
    if (!isFlowFile(text)) continue
    const data = readSource(path, text).source?.data as FlowFile | undefined
    if (data?.name === name) return data
  }
  return null
}

/** What a rule asks of its flow, in sentences; conditions stay as they are written. */
export const flowWords = (bundle: Bundle, { graph, deviation }: FlowQuestion): Words => {
  const written = writtenFlow(bundle, graph.name)
  const days = Math.round(graph.withinMs / 86_400_000)
  const name = (of: string, language: keyof Words): string => {
    if (of === flowStart) return language === 'zh' ? '开始' : 'start'
    if (of === flowEnd) return language === 'zh' ? '结束' : 'end'
    const node = graph.nodes.find((one) => one.name === of)
    return node ? (language === 'zh' ? `「${node.zh}」` : `“${node.en}”`) : of
  }
  const zh = (of: string) => name(of, 'zh')
  const en = (of: string) => name(of, 'en')
  const lines = (...both: readonly (Words | null)[]): Words => {
    const said = both.filter((one) => one !== null)
    return { zh: said.map((one) => one.zh).join('\n'), en: said.map((one) => one.en).join('\n') }
  }

  switch (deviation.kind) {
    case 'missing-node':
      return lines(
        {
          zh: `到${zh(deviation.at)}时，前 ${days} 天内以下环节缺少任何一个：${deviation.nodes.map(zh).join('、')}。`,
          en: `When ${en(deviation.at)} is reached and, in the ${days} days before, one of these was not: ${deviation.nodes.map(en).join(', ')}.`,
        },
        ...deviation.nodes.flatMap((node) => {
          const skip = written?.skip?.[node]
          return skip ? [{ zh: `可以没有${zh(node)}：${skip}`, en: `${en(node)} may be missing where ${skip}` }] : []
        }),
      )
    case 'wrong-order':
      return lines(
        {
          zh: `一个环节之后不是流程「${graph.zh}」允许的下一环节：`,
          en: `A step is followed by one that the flow “${graph.en}” does not allow. It allows:`,
        },
        ...graph.nodes.map(({ name: from }) => {
          const to = graph.edges.flatMap(([a, b]) => (a === from ? [b] : []))
          return { zh: `${zh(from)} → ${to.map(zh).join(' / ')}`, en: `${en(from)} → ${to.map(en).join(' / ')}` }
        }),
        graph.skip.length === 0
          ? null
          : {
              zh: `可以跳过：${graph.skip.map(({ node }) => zh(node)).join('、')}`,
              en: `May be passed by: ${graph.skip.map(({ node }) => en(node)).join(', ')}`,
            },
      )
    case 'rework': {
      const most = written?.rework?.[deviation.node]
      return {
        zh: `${zh(deviation.node)}在 ${days} 天内超过 ${most} 次。`,
        en: `${en(deviation.node)} more than ${most}× in ${days} days.`,
      }
    }
    case 'too-few-reviews':
      return lines(
        {
          zh: `到${zh(deviation.at)}时，${zh(deviation.node)}在前 ${days} 天内少于应有次数：`,
          en: `When ${en(deviation.at)} is reached with ${en(deviation.node)} in the ${days} days before fewer times than is due:`,
        },
        ...(written?.times?.[deviation.node] ?? []).map(({ when, least }) => ({
          zh: `${when ?? '其他'} → ${least}`,
          en: `${when ?? 'otherwise'} → ${least}`,
        })),
      )
    case 'same-person':
      return {
        zh: `同一经办人在 ${days} 天内先后办理：${deviation.pairs.map(([a, b]) => `${zh(a)}与${zh(b)}`).join('，或')}。`,
        en: `One person did, within ${days} days, ${deviation.pairs.map(([a, b]) => `${en(a)} and ${en(b)}`).join(', or ')}.`,
      }
    case 'beyond-authority': {
      const { by } = graph.nodes.find((one) => one.name === deviation.node)!
      const beyond = written?.beyond?.[deviation.node]
      return lines(
        by.length === 0
          ? null
          : {
              zh: `${zh(deviation.node)}由 ${by.join('、')} 以外的岗位办理。`,
              en: `${en(deviation.node)} done by another role than ${by.join(', ')}.`,
            },
        beyond ? { zh: `${zh(deviation.node)}：${beyond}`, en: `${en(deviation.node)}: ${beyond}` } : null,
      )
    }
  }
}
