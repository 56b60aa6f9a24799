import { defineConfig } from "orval";

/** The client and every type of the API come from the site's own schema; nothing is mirrored by hand. */
export default defineConfig({
  undertone: {
    input: { target: process.env.OPENAPI ?? "./openapi.json" },
    output: {
      mode: "single",
      target: process.env.GENERATED ?? "./src/api/generated/undertone.ts",
      client: "react-query",
      httpClient: "fetch",
      clean: false,
      override: {
        mutator: { path: "./src/api/request.ts", name: "request" },
        fetch: { includeHttpResponseReturnType: false },
        query: { useQuery: true, signal: true, version: 5 },
      },
    },
  },
});
