import { bySpan, eventRows, perOne, ratio, secondsOf, section, sumOf, value, wholePerOne } from './cockpit.ts'

const settled = (more = '1') => eventRows('settlement.made', `result = 'pass' AND ${more}`)
const yuan = "currency = 'CNY'"
const payrolls = eventRows('payroll.paid')
const decided = (more = '1') => eventRows('facility.decided', more)
const approved = "decision = 'approved'"
const drawn = eventRows('facility.drawn')(sumOf('amount'))
const visited = (more = '1') => eventRows('client.visited', more)

const settlement = section(
  { group: 'business', section: 'settlement' },
  [...bySpan, 'channel'],
  [
    {
      id: 'settlements',
      name: '结算笔数 | Settlements',
      definition: '期间内成功的对公结算 | Corporate payments settled in the period',
      unit: 'count',
      formula: value(settled()()),
      additive: true,
      better: 'more',
    },
    {
      id: 'settlement-amount',
      name: '结算金额 | Amount settled',
      definition: '期间内成功的人民币对公结算金额 | Amount of corporate payments in yuan settled in the period',
      unit: 'fen',
      formula: value(settled(yuan)(sumOf('amount'))),
      additive: true,
      goals: true,
      better: 'more',
    },
    {
      id: 'settled-online',
      name: '结算线上替代率 | Settled online',
      definition: '网上银行与手机银行结算笔数 ÷ 结算笔数 | Settlements by web and app ÷ settlements',
      unit: 'share',
      formula: ratio(settled("channel IN ('web', 'mobile')")(), settled()()),
      goals: true,
      better: 'more',
    },
    {
      id: 'settlement-clients',
      name: '结算客户数 | Settling customers',
      definition: '期间内有成功结算的客户，每户计一次 | Customers with a settlement in the period, each once',
      unit: 'count',
      formula: value(settled()('uniqExactIf(customer, {rows})')),
      better: 'more',
    },
    {
      id: 'net-inflow',
      name: '资金净流入 | Net inflow',
      definition: '人民币结算流入 − 流出 | Settlements in yuan received less those paid',
      unit: 'fen',
      formula: value(settled(yuan)("toInt64(sumIf(if(direction = 'in', 1, -1) * ifNull(amount, 0), {rows}))")),
      additive: true,
      better: 'more',
    },
    {
      id: 'average-settlement',
      name: '笔均结算金额 | Amount a settlement',
      definition: '人民币结算金额 ÷ 人民币结算笔数 | Amount settled in yuan ÷ settlements in yuan',
      unit: 'fen',
      formula: value(settled(yuan)(wholePerOne(sumOf('amount'), 'countIf({rows})'))),
      better: 'neither',
    },
    {
      id: 'settlement-failed',
      name: '结算失败率 | Settlements failed',
      definition: '失败的结算 ÷ 全部结算 | Settlements that failed ÷ all settlements',
      unit: 'share',
      formula: ratio(eventRows('settlement.made', "result = 'fail'")(), eventRows('settlement.made')()),
      better: 'less',
    },
    {
      id: 'foreign-share',
      name: '外币结算占比 | Settled in foreign currency',
      definition: '外币结算笔数 ÷ 结算笔数 | Settlements in foreign currency ÷ settlements',
      unit: 'share',
      formula: ratio(settled("currency != 'CNY'")(), settled()()),
      better: 'neither',
    },
  ],
)

const payroll = section({ group: 'business', section: 'payroll' }, bySpan, [
  {
    id: 'payroll-clients',
    name: '代发单位数 | Employers paid for',
    definition: '期间内有代发的单位，每户计一次 | Employers with a payroll in the period, each once',
    unit: 'count',
    formula: value(payrolls('uniqExactIf(customer, {rows})')),
    better: 'more',
  },
  {
    id: 'payroll-amount',
    name: '代发金额 | Payroll paid',
    definition: '期间内代发工资金额 | Payroll paid in the period',
    unit: 'fen',
    formula: value(payrolls(sumOf('amount'))),
    additive: true,
    goals: true,
    better: 'more',
  },
  {
    id: 'payroll-heads',
    name: '代发人次 | Salaries paid',
    definition: '期间内代发工资的人次 | Salaries paid in the period',
    unit: 'count',
    formula: value(payrolls(sumOf('headcount'))),
    additive: true,
    better: 'more',
  },
  {
    id: 'payroll-average',
    name: '人均代发额 | Average salary',
    definition: '代发金额 ÷ 代发人次 | Payroll paid ÷ salaries paid',
    unit: 'fen',
    formula: value(payrolls(wholePerOne(sumOf('amount'), sumOf('headcount')))),
    better: 'neither',
  },
  {
    id: 'payroll-signed',
    name: '新签代发 | Payroll contracts signed',
    definition: '期间内新签的代发工资协议 | Payroll services signed in the period',
    unit: 'count',
    formula: value(eventRows('product.signed', "signed = 'payroll'")()),
    additive: true,
    better: 'more',
  },
])

const credit = section({ group: 'business', section: 'credit' }, bySpan, [
  {
    id: 'credit-decided',
    name: '授信审批笔数 | Facilities decided',
    definition: '期间内审结的对公授信 | Corporate credit facilities decided in the period',
    unit: 'count',
    formula: value(decided()()),
    additive: true,
    better: 'neither',
  },
  {
    id: 'credit-approved',
    name: '授信通过率 | Facilities approved',
    definition: '批准的授信 ÷ 审结的授信 | Facilities approved ÷ facilities decided',
    unit: 'share',
    formula: ratio(decided(approved)(), decided()()),
    better: 'neither',
  },
  {
    id: 'credit-time',
    name: '授信审批时长中位数 | Time to decide, median',
    definition: '自申报至审结的时长，最近秩法中位数 | Time from request to decision, median by nearest rank',
    unit: 's',
    formula: value(decided('isNotNull(duration_seconds)')(secondsOf('duration_seconds', 0.5))),
    better: 'less',
  },
  {
    id: 'credit-granted',
    name: '批复授信金额 | Credit granted',
    definition: '期间内批准的授信额度 | Amount of facilities approved in the period',
    unit: 'fen',
    formula: value(decided(approved)(sumOf('amount'))),
    additive: true,
    better: 'more',
  },
  {
    id: 'credit-drawn',
    name: '对公放款金额 | Corporate loans paid out',
    definition: '期间内发放的对公贷款 | Corporate loans paid out in the period',
    unit: 'fen',
    formula: value(drawn),
    additive: true,
    goals: true,
    better: 'more',
  },
  {
    id: 'credit-used',
    name: '用信率 | Credit used',
    definition: '放款金额 ÷ 批复授信金额，均取期间内 | Loans paid out ÷ credit granted, both within the period',
    unit: 'share',
    formula: ratio(drawn, decided(approved)(sumOf('amount'))),
    better: 'more',
  },
  {
    id: 'repaid-late',
    name: '逾期还款占比 | Repaid late',
    definition: '逾期一天以上的还款笔数 ÷ 还款笔数 | Repayments at least a day past due ÷ repayments',
    unit: 'share',
    formula: ratio(eventRows('facility.repaid', 'days_past_due > 0')(), eventRows('facility.repaid')()),
    better: 'less',
  },
])

const clients = section({ group: 'business', section: 'clients' }, bySpan, [
  {
    id: 'visits',
    name: '客户走访次数 | Visits to customers',
    definition: '期间内对公客户走访 | Visits to corporate customers in the period',
    unit: 'count',
    formula: value(visited()()),
    additive: true,
    goals: true,
    better: 'more',
  },
  {
    id: 'visits-effective',
    name: '走访有效率 | Visits with a result',
    definition: '有成果的走访 ÷ 走访次数 | Visits with a result ÷ visits',
    unit: 'share',
    formula: ratio(visited("result = 'pass'")(), visited()()),
    better: 'more',
  },
  {
    id: 'visits-per-manager',
    name: '客户经理人均走访 | Visits a manager',
    definition: '走访次数 ÷ 有走访的客户经理 | Visits ÷ managers who made any',
    unit: 'mean',
    formula: value(visited()(perOne('countIf({rows})', 'uniqExactIf(manager, {rows})'))),
    better: 'more',
  },
  {
    id: 'signed',
    name: '新签约产品数 | Products signed',
    definition: '期间内对公客户新签约的产品 | Products corporate customers signed up for in the period',
    unit: 'count',
    formula: value(eventRows('product.signed')()),
    additive: true,
    goals: true,
    better: 'more',
  },
  {
    id: 'signed-per-client',
    name: '户均新签产品 | Products a signing customer',
    definition: '新签约的不同产品 ÷ 签约客户数 | Different products signed ÷ customers who signed any',
    unit: 'mean',
    formula: value(
      eventRows('product.signed')(perOne('uniqExactIf((customer, signed), {rows})', 'uniqExactIf(customer, {rows})')),
    ),
    better: 'more',
  },
])

/** What corporate customers pay, borrow and sign up for, and who looks after them. */
export const corporateBusiness = [...settlement, ...payroll, ...credit, ...clients]
