import type { Part } from '../indicator.ts'
import { perOne, ratio, section, sumOf, value, wholePerOne } from './cockpit.ts'

const balances = (where: string, of = 'countIf({rows})'): Part => ({ table: 'corporateBalances', value: of, where })

/** What corporate customers keep, by the newest balance of each account. */
export const deposits = section(
  { group: 'business', section: 'deposits' },
  ['unit', 'orgunit'],
  [
    {
      id: 'deposits',
      name: '对公存款余额 | Corporate deposits',
      definition: '期末各对公账户最近余额之和 | Newest balances of corporate accounts at the end of the period',
      unit: 'fen',
      formula: value(balances('1', sumOf('balance'))),
      additive: true,
      goals: true,
      better: 'more',
    },
    {
      id: 'depositors',
      name: '有余额账户数 | Accounts with a balance',
      definition: '期末余额大于零的对公账户 | Corporate accounts with a balance above zero at the end of the period',
      unit: 'count',
      formula: value(balances('balance > 0')),
      additive: true,
      better: 'more',
    },
    {
      id: 'demand-share',
      name: '活期存款占比 | Demand deposits',
      definition: '活期余额 ÷ 对公存款余额 | Balance of demand deposits ÷ corporate deposits',
      unit: 'share',
      formula: ratio(balances('NOT termed', sumOf('balance')), balances('1', sumOf('balance'))),
      better: 'neither',
    },
    {
      id: 'average-deposit',
      name: '户均存款 | Deposit a customer',
      definition: '对公存款余额 ÷ 对公存款客户数 | Corporate deposits ÷ customers with an account',
      unit: 'fen',
      formula: value(balances('1', wholePerOne(sumOf('balance'), 'uniqExactIf(customer, {rows})'))),
      better: 'more',
    },
    {
      id: 'large-accounts',
      name: '500 万元以上账户数 | Accounts of 5 m yuan and more',
      definition:
        '期末余额不低于 500 万元的对公账户 | Corporate accounts with at least 5 million yuan at the end of the period',
      unit: 'count',
      formula: value(balances('balance >= 500000000')),
      additive: true,
      better: 'more',
    },
    {
      id: 'top-ten-share',
      name: '前十大账户占比 | Ten largest accounts',
      definition: '余额最大的十个账户 ÷ 对公存款余额 | Balance of the ten largest accounts ÷ corporate deposits',
      unit: 'share',
      formula: value(
        balances(
          'balance > 0',
          perOne(
            'arraySum(arraySlice(arrayReverseSort(groupArrayIf(balance, {rows})), 1, 10))',
            'sumIf(balance, {rows})',
          ),
        ),
      ),
      better: 'less',
    },
    {
      id: 'low-balance',
      name: '低余额账户占比 | Nearly empty accounts',
      definition: '期末余额不足 1,000 元的账户 ÷ 全部账户 | Accounts with less than 1,000 yuan ÷ accounts',
      unit: 'share',
      formula: ratio(balances('balance < 100000'), balances('1')),
      better: 'less',
    },
    {
      id: 'shrunk',
      name: '存款流失账户占比 | Accounts losing deposits',
      definition:
        '余额较上次下降三成以上的账户 ÷ 有前次余额的账户 | Accounts whose balance fell by more than 30 % since the one before ÷ accounts with one before',
      unit: 'share',
      formula: ratio(balances('before > 0 AND balance * 10 < before * 7'), balances('before > 0')),
      better: 'less',
    },
  ],
)
