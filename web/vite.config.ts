import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [
    tailwindcss(),
    sveltekit({
      adapter: adapter({ out: process.env.SITE_OUT ?? 'build/by-hand', precompress: false }),
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          // Style attributes carry row positions and bar widths; scripts stay strict.
          'style-src': ['self', 'unsafe-inline'],
          'img-src': ['self', 'data:'],
          'font-src': ['self'],
          'connect-src': ['self'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
      // Kit looks at form content types only; src/lib/server/guard/origin.ts judges every request that is not a read.
      csrf: { trustedOrigins: ['*'] },
      version: { pollInterval: 0 },
    }),
  ],
  build: { chunkSizeWarningLimit: 900 },
  ssr: {
    // Native or WASM engines: they must be loaded from node_modules, never bundled.
    external: ['chdb', '@electric-sql/pglite', '@node-rs/argon2', '@clickhouse/client', 'postgres'],
  },
})
