/** The products and channels events can name, as the dictionary of fields has them; a page need not load that for two lists. */
export const products = ['card', 'limit', 'car', 'home', 'consumption', 'personal-loan'] as const
export const channels = [
  'counter',
  'mobile',
  'h5',
  'qr',
  'staff',
  'phone',
  'terminal',
  'robot',
  'web',
  'atm',
  'pos',
  'sms',
] as const
