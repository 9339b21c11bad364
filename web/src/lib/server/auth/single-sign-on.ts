import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'

/** The bank's own sign-in (OpenID Connect), as the environment names it. */
export interface Provider {
  readonly issuer: URL
  readonly clientId: string
  readonly clientSecret: string | null
  /** The claim that holds a person's login at their first sign-in this way. */
  readonly claim: string
  /** What the button calls it; null for our own words. */
  readonly name: string | null
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * From OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_CLAIM (default `preferred_username`) and OIDC_NAME; null
 * where there is no issuer.
 * @throws when it is half named, or is plain HTTP beyond this machine.
 */
export const providerOf = (env: Environment): Provider | null => {
  if (!env.OIDC_ISSUER) return null
  if (!URL.canParse(env.OIDC_ISSUER)) throw new Error(`OIDC_ISSUER is no URL: ${env.OIDC_ISSUER}`)
  if (!env.OIDC_CLIENT_ID) throw new Error('OIDC_ISSUER is set and OIDC_CLIENT_ID is not')
  const issuer = new URL(env.OIDC_ISSUER)
  if (issuer.protocol !== 'https:' && !isHere(issuer)) throw new Error(`OIDC_ISSUER has to be https: ${issuer.href}`)
  return {
    issuer,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET || null,
    claim: env.OIDC_CLAIM || 'preferred_username',
    name: env.OIDC_NAME || null,
  }
}

const isHere = ({ hostname }: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname)

/** What the browser keeps while it is away at the provider; only who holds it can come back with the answer. */
export interface Leaving {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** Who came back: the provider's name for them (stable), their login as it says, and whether it asked for more than a password. */
export interface Arrived {
  readonly issuer: string
  readonly subject: string
  readonly login: string | null
  readonly strong: boolean
}

/** Asked once; a provider that did not answer is asked again the next time. */
const configurations = new Map<string, Promise<Configuration>>()
const patienceS = 10

const configurationOf = (provider: Provider): Promise<Configuration> => {
  const key = `${provider.issuer.href} ${provider.clientId}`
  const asked =
    configurations.get(key) ??
    discovery(provider.issuer, provider.clientId, provider.clientSecret ?? undefined, undefined, {
      timeout: patienceS,
      execute: [
        // Signatures are checked too, not only the line they came over.
        enableNonRepudiationChecks,
        ...(provider.issuer.protocol === 'http:' ? [allowInsecureRequests] : []),
      ],
    }).catch((error: unknown) => {
      configurations.delete(key)
      throw error
    })
  configurations.set(key, asked)
  return asked
}

/**
 * Where to send the browser, and what it has to bring back. Code flow with PKCE (RFC 7636).
 * @throws when the provider cannot be reached.
 */
export const leave = async (provider: Provider, back: URL): Promise<{ to: URL; leaving: Leaving }> => {
  const leaving = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
  const to = buildAuthorizationUrl(await configurationOf(provider), {
    redirect_uri: back.href,
    scope: 'openid profile',
    state: leaving.state,
    nonce: leaving.nonce,
    code_challenge: await calculatePKCECodeChallenge(leaving.verifier),
    code_challenge_method: 'S256',
  })
  return { to, leaving }
}

/** Methods of RFC 8176 by which a provider says that a password was not all. */
const strongMethods = new Set(['mfa', 'otp', 'hwk', 'swk', 'sc', 'fpt', 'face', 'iris', 'retina'])

/**
 * Who comes back with the address the provider sent the browser to. State, nonce, signature, audience and time are
 * checked; what does not hold, or does not answer, is null.
 */
export const arrive = async (provider: Provider, at: URL, leaving: Leaving): Promise<Arrived | null> => {
  try {
    const tokens = await authorizationCodeGrant(await configurationOf(provider), at, {
      expectedState: leaving.state,
      expectedNonce: leaving.nonce,
      pkceCodeVerifier: leaving.verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()!
    const login = claims[provider.claim]
    const methods = Array.isArray(claims.amr) ? claims.amr : []
    return {
      issuer: claims.iss,
      subject: claims.sub,
      login: typeof login === 'string' ? login : null,
      strong: methods.some((method) => typeof method === 'string' && strongMethods.has(method)),
    }
  } catch (error) {
    console.warn(JSON.stringify({ level: 'warn', what: 'single sign-on refused', why: String(error) }))
    return null
  }
}
