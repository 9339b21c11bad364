import { fileURLToPath } from 'node:url'
import { readRuleFiles } from '@mingjing/sql/bundle/rule-files.ts'

/** The rule files of the library, as a bundle takes them. */
export const libraryFiles = () => readRuleFiles(fileURLToPath(new URL('../rules/library', import.meta.url)))
