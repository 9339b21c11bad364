import { Command, InvalidArgumentError } from 'commander'

/** The command line. Each command lives in the room it belongs to and is loaded only when it is called. */
const program = new Command('mingjing')
  .description('Real-time supervision of a bank’s approvals and transactions')
  .showHelpAfterError()

program
  .command('up')
  .description('the whole product in one process: worker, stores and site (what `npm start` runs)')
  .option('--no-worker', 'the site alone; the workers are processes of their own')
  .action(async (options) => (await import('./up.ts')).up(options))

program
  .command('worker')
  .description('one stream worker against KAFKA_BROKERS, CLICKHOUSE_URL and DATABASE_URL')
  .action(async () => (await import('@mingjing/stream/worker-command.ts')).workerCommand())

program
  .command('seed')
  .description('write the events of a simulated bank as NDJSON; the same seed gives the same bytes')
  .option('--days <n>', 'how many days the log covers', '30')
  .option('--seed <n>', 'same seed, same bytes', '1')
  .requiredOption('--out <file>', 'where the events go, - for standard output')
  .option('--truth <file>', 'NDJSON of what the bank knows: planted violations, near misses, clean subjects')
  .option('--end <date>', 'local date or RFC 3339 time where the log ends, exclusive')
  .option('--no-disorder', 'events in order of time, each exactly once')
  .action(async (options) => (await import('@mingjing/seed/command.ts')).seedCommand(options))

program
  .command('import')
  .description('turn a public log into our events')
  .argument('<kind>', 'xes or csv')
  .argument('<file>', 'the log, gzip or plain')
  .option('--map <file>', 'mapping file; the default suits the log the importer is named after')
  .requiredOption('--out <file>', 'where the events go')
  .action(async (kind, file, options) => {
    await (await import('@mingjing/seed/importers/command.ts')).importCommand(kind, file, options)
  })

program
  .command('ingest')
  .description('send events to a running Mingjing')
  .argument('<file>', 'NDJSON, or - for standard input')
  .option('--url <url>', 'the running site', process.env.MINGJING_URL ?? 'http://localhost:3000')
  .option('--token <token>', 'service token', process.env.MINGJING_TOKEN)
  .action(async (file, options) => (await import('@mingjing/stream/ingest/command.ts')).ingestCommand(file, options))

program
  .command('replay')
  .description('run rules over a file of events, without stores')
  .requiredOption('--rules <dir>', 'folder of rule files')
  .requiredOption('--events <file>', 'events as NDJSON')
  .option('--engine <engine>', 'stream, sql or reference', 'stream')
  .option('--until <moment>', 'judge deadlines up to here; default the last event’s time')
  .requiredOption('--out <file>', 'where the hits go')
  .action(async (options) => (await import('@mingjing/stream/replay/command.ts')).replayCommand(options))

program
  .command('chdb-server')
  .description('ClickHouse’s HTTP interface over chDB, for development with several processes')
  .option('--port <port>', 'port on 127.0.0.1', whole, 8123)
  .option('--path <folder>', 'data folder', '.data/chdb-server')
  .action(async (options) => (await import('@mingjing/sql/chdb-server/command.ts')).chdbServerCommand(options))

const letters = program.command('dead-letters').description('what could not be taken in: read, correct, send in again')
const ofSite = (command: Command) =>
  command
    .option('--url <url>', 'the running site', process.env.MINGJING_URL ?? 'http://localhost:3000')
    .option('--token <token>', 'service token with the grant dead-letters:handle', process.env.MINGJING_TOKEN)
const onRecord = (command: Command) => ofSite(command).requiredOption('--reason <text>', 'why; it goes on record')
const deadLetters = () => import('@mingjing/sql/dead-letters/command.ts')
ofSite(letters.command('list').description('those still open')).action(async (options) =>
  (await deadLetters()).listCommand(options),
)
onRecord(letters.command('open').description('print the text as it came').argument('<id>')).action(
  async (id, options) => (await deadLetters()).openCommand(id, options),
)
onRecord(
  letters
    .command('redrive')
    .description('send it in again, corrected')
    .argument('<id>')
    .argument('<file>', 'the corrected event, or - for standard input'),
).action(async (id, file, options) => (await deadLetters()).redriveCommand(id, file, options))
onRecord(letters.command('discard').description('give it up').argument('<id>')).action(async (id, options) =>
  (await deadLetters()).discardCommand(id, options),
)

program
  .command('reconcile')
  .description('ask a running Mingjing to prove that what came in, what is stored and what was found agree')
  .option('--url <url>', 'the running site', process.env.MINGJING_URL ?? 'http://localhost:3000')
  .option('--token <token>', 'service token with the grant operations:read', process.env.MINGJING_TOKEN)
  .action(async (options) => (await import('@mingjing/sql/reconcile/command.ts')).reconcileCommand(options))

const rules = program.command('rules').description('the rule library')
rules
  .command('check')
  .description('check every rule file and run its tests')
  .argument('[dir]', 'folder of rule files', 'rules/library')
  .action(async (dir) => (await import('@mingjing/stream/replay/rules-check.ts')).rulesCheckCommand(dir))

const audit = program.command('audit').description('the chain of everything people did')
audit
  .command('verify')
  .description('prove that no action was changed, removed or reordered')
  .option('--head <file>', 'an exported, signed head to check against')
  .action(async (options) => (await import('@mingjing/sql/audit/command.ts')).auditVerifyCommand(options))

const consent = program.command('consent').description('the chain of consents given, used and withdrawn')
consent
  .command('verify')
  .description('prove a receipt, offline')
  .argument('<receipt>', 'the receipt, JSON')
  .option('--head <file>', 'a signed head the receipt must be of the history of')
  .option('--key <pem>', 'the bank’s public key; default that of the installation on this machine')
  .action(async (receipt, options) => {
    await (await import('@mingjing/sql/consents/command.ts')).consentVerifyCommand(receipt, options)
  })

program
  .command('people')
  .description('accounts, where the site cannot help')
  .command('reset-administrator')
  .description('a first password for an administrator of the head office who cannot sign in; it goes on record')
  .argument('<login>', 'what they sign in with')
  .action(async (login) => {
    const { resetAdministratorCommand } = await import(
      '@mingjing/web/src/lib/server/people/reset-administrator-command.ts'
    )
    await resetAdministratorCommand(login)
  })

program
  .command('retention')
  .description('delete what is beyond its period and under no hold, on record; a running product does so once a day')
  .option('--dry-run', 'only say what would go')
  .action(async (options) => (await import('@mingjing/sql/retention/command.ts')).retentionCommand(options))

program
  .command('backup')
  .description('copy all stores at one consistent point')
  .requiredOption('--out <folder>', 'a folder that does not exist yet')
  .action(async (options) => (await import('@mingjing/sql/backup/command.ts')).backupCommand(options))

program
  .command('restore')
  .description('put a backup back into an empty data folder')
  .requiredOption('--from <folder>', 'a folder made by backup')
  .action(async (options) => (await import('@mingjing/sql/backup/command.ts')).restoreCommand(options))

program
  .command('doctor')
  .description('look at what this machine and the configured stores can do')
  .action(async () => (await import('@mingjing/sql/doctor/command.ts')).doctorCommand())

/** @throws commander’s InvalidArgumentError naming the option. */
function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('expected a whole number')
  return Number(text)
}

try {
  await program.parseAsync()
} catch (error) {
  console.error(`mingjing: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
