import { Link } from "react-router";

import { buttonLook } from "@/components/button";
import { Page } from "@/components/page";

export const NotFoundRoute = () => (
  <Page title="Not found">
    <h1 className="font-serif text-2xl">There is nothing at this address.</h1>
    <p className="mt-3 text-ink-soft">The recording may have been deleted, or the link may be incomplete.</p>
    <p className="mt-6 flex gap-2">
      <Link to="/" className={buttonLook("solid")}>
        New recording
      </Link>
      <Link to="/library" className={buttonLook()}>
        Library
      </Link>
    </p>
  </Page>
);
