import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const source = fileURLToPath(new URL('../../src', import.meta.url))

/**
 * Names of the form actions of a route, read from its source: loading it would load the whole server.
 * @throws where they are written in a way not understood, so that none is forgotten
 */
export const actionsOf = (route: string): string[] => namesIn(`${source}/routes${route}/+page.server.ts`, 'actions')

function namesIn(path: string, constant: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
  const declared = file.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .find(({ name }) => ts.isIdentifier(name) && name.text === constant)?.initializer
  const object = declared && ts.isSatisfiesExpression(declared) ? declared.expression : declared
  if (!object || !ts.isObjectLiteralExpression(object)) throw new Error(`${path}: ${constant} is no object`)
  return object.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property) && ts.isIdentifier(property.expression))
      return namesIn(importedFrom(file, property.expression.text), property.expression.text)
    if (property.name && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)))
      return [property.name.text]
    throw new Error(`${path}: an action whose name is not written down`)
  })
}

function importedFrom(file: ts.SourceFile, name: string): string {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    const bindings = statement.importClause?.namedBindings
    if (bindings && ts.isNamedImports(bindings) && bindings.elements.some((element) => element.name.text === name))
      return statement.moduleSpecifier.text.replace('#lib', `${source}/lib`)
  }
  throw new Error(`${file.fileName}: ${name} is not imported`)
}
