import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const API = process.env.MINIMIND_API ?? "http://127.0.0.1:8000";

/** The API checks that an unsafe request comes from its own page: in development it does, by proxy. */
const proxied = { target: API, changeOrigin: true, headers: { origin: API } };

export default defineConfig({
  plugins: [react()],
  build: {
    // The server's Content-Security-Policy allows files of its own only: no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
  },
  server: { proxy: { "/api": proxied, "/v1": proxied } },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
