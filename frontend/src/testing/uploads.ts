import { screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";

import { makeAnalysis, makeRecording } from "@/testing/data";
import { API } from "@/testing/server";

/** What tests of uploads share. */

export const clip = (name: string, content = name) => new File([content], name, { type: "audio/wav" });

/** The site takes whatever comes, and queues it. */
export const accepted = (title: string, sent?: (form: FormData) => void) =>
  http.post(`${API}/recordings/`, async ({ request }) => {
    sent?.(await request.formData());
    const analysis = makeAnalysis({ status: "queued", overall: null, progress: 0, segment_count: 0 });
    return HttpResponse.json(makeRecording({ title, analysis }), { status: 201 });
  });

export const uploads = () => screen.queryByRole("region", { name: "Uploads" });
