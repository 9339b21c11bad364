import { buildSite } from './serve.ts'

await buildSite((line) => console.log(line))
