/** What people come to an outlet for; `business` of appointments and counter events is one of these ids. */
export const businesses = [
  { id: 'account-opening', clientKind: 'personal', zh: '个人开户', en: 'Account opening' },
  { id: 'card-service', clientKind: 'personal', zh: '银行卡业务', en: 'Card service' },
  { id: 'cash', clientKind: 'personal', zh: '大额存取现', en: 'Large cash' },
  { id: 'wealth', clientKind: 'personal', zh: '理财咨询', en: 'Wealth advice' },
  { id: 'personal-credit', clientKind: 'personal', zh: '个人贷款与分期', en: 'Personal credit' },
  { id: 'fx', clientKind: 'personal', zh: '结售汇', en: 'Foreign exchange' },
  { id: 'corporate-account', clientKind: 'corporate', zh: '对公开户', en: 'Corporate account' },
  { id: 'payroll', clientKind: 'corporate', zh: '代发工资', en: 'Payroll' },
  { id: 'settlement', clientKind: 'corporate', zh: '对公结算', en: 'Settlement' },
  { id: 'corporate-credit', clientKind: 'corporate', zh: '对公授信', en: 'Corporate credit' },
] as const
