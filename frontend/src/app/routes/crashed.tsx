import { Button } from "@/components/button";
import { Page } from "@/components/page";

export const CrashedRoute = () => (
  <Page title="Something went wrong">
    <h1 className="font-serif text-2xl">This page stopped working.</h1>
    <p className="measure mt-3 text-ink-soft">
      Your recordings and results are safe on the site. Loading the page again usually helps.
    </p>
    <p className="mt-6">
      <Button look="solid" icon="again" onClick={() => location.reload()}>
        Load again
      </Button>
    </p>
  </Page>
);
