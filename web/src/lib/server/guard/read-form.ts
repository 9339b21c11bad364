import { error } from '@sveltejs/kit'

/**
 * The form of an action, its texts without NUL, which Postgres cannot hold.
 * @throws the answer 400 where the body is not the form it is said to be, or was cut off
 */
export const readForm = async (request: Request): Promise<FormData> => {
  const sent = await request.formData().catch(() => error(400, 'the body is no form'))
  const form = new FormData()
  for (const [name, value] of sent)
    form.append(name, typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value)
  return form
}
