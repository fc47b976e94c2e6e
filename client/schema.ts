export interface paths {
    "/v1/caller": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tells whose API key this is, and what it may do. */
        get: operations["getCaller"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists jobs, newest first, or oldest first. */
        get: operations["listExportJobs"];
        put?: never;
        /**
         * Registers a job before its first event.
         * @description Saying the same again is safe; saying otherwise is refused. A job that is known from an event only takes
         *     what its registration says.
         */
        post: operations["registerExportJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives one job, with its expiry and the state of its deliveries. */
        get: operations["getExportJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs/{id}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says that a worker is still at the job.
         * @description Moves `expiresAt` of the relay, and with `Lease-Token` the end of the lease. Pleo does not learn of it,
         *     and expires the job by its own clock.
         */
        post: operations["heartbeatOfExportJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the results that were reported of a job's accounting entries, newest first.
         * @description One for each entry: the last report on it. An entry that is reported again goes to the top.
         */
        get: operations["listExportJobItems"];
        /**
         * Reports results of a job's items, up to 1,000 at once.
         * @description Pleo's own body and answer. Once this has answered, the entries in `data` are on disk; they are delivered
         *     to Pleo before the job's final event. The first final result of an entry stands, and repeating it is safe.
         */
        put: operations["updateExportJobItems"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-items/dead": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the dead results of all jobs, newest first.
         * @description Pleo did not take them, and after the final event of their job nothing can be corrected any more.
         */
        get: operations["listDeadExportJobItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-items/causes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts dead results by why Pleo did not take them.
         * @description Looks at the 10,000 that were reported last.
         */
        get: operations["listDeadItemCauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/{companyId}/subscription": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows how the webhooks of the company are subscribed to, without any secret. */
        get: operations["getSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/{companyId}/subscription/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replaces the secret of the company's webhooks.
         * @description Pleo has no way to change one: a second subscription is made within some seconds, both are good for an
         *     hour or a little more, then the first one is removed. A webhook that comes twice meanwhile counts once.
         */
        post: operations["rotateSubscription"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/pleo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a webhook of Pleo's: a new export job is registered.
         * @description Give this address to Pleo as the endpoint of a subscription. The webhook is authenticated by its Standard
         *     Webhooks signature, or by the Basic credentials or the header of the subscription, whichever the relay was given;
         *     without any of them the route answers 404. A webhook that comes again is answered 204 and changes nothing.
         */
        post: operations["takePleoWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/pleo/{companyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes a webhook of the subscription that the relay has made for the company.
         * @description It is authenticated by its Standard Webhooks signature with the company's own secret, or one of two while
         *     that changes. Jobs of other companies are not registered by it.
         */
        post: operations["takeCompanyWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists events, newest first. */
        get: operations["listExportJobEvents"];
        put?: never;
        /**
         * Reports what happened to a job.
         * @description Pleo's own route and body. Once this has answered 2xx the event is on disk; it is delivered to Pleo after
         *     the job's earlier ones. Repeating a report is safe.
         */
        post: operations["createExportJobEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/export-job-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reports what happened to a job: the same as under /v1, at Pleo's path. */
        post: operations["createExportJobEventV2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/export-job-events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reports what happened to a job: the same as under /v1, at Pleo's path. */
        post: operations["createExportJobEventV3"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-events/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reports several events at once.
         * @description They are taken in order, each on its own terms: one that is refused does not stop the others.
         */
        post: operations["createExportJobEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gives one event with every attempt to deliver it, oldest first. */
        get: operations["getExportJobEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/export-jobs/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the items of a job at Pleo.
         * @description Passed to Pleo. An item whose accepted result has not reached Pleo yet is shown as reported here. So a
         *     worker that comes back sees what is left to book.
         */
        get: operations["listPleoExportJobItemsV2"];
        /** Reports results of a job's items, up to 100 at once: the same as under /v1, at Pleo's path. */
        put: operations["updateExportJobItemsV2"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/export-jobs/{id}/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the items of a job at Pleo.
         * @description Passed to Pleo. An item whose accepted result has not reached Pleo yet is shown as reported here. So a
         *     worker that comes back sees what is left to book.
         */
        get: operations["listPleoExportJobItems"];
        /** Reports results of a job's items, up to 100 at once: the same as under /v1, at Pleo's path. */
        put: operations["updateExportJobItemsV3"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs/{id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says that all results of a job are in.
         * @description The relay derives the final event from them and records it like any other: `completed` when all were
         *     successful, `completed_with_errors` when some were, else `failed` with the most frequent reason. Missing results
         *     are refused, or count as not successful with `allowMissing`. Repeating it is safe.
         */
        post: operations["finishExportJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives the caller a job to work on.
         * @description The oldest one whose worker fell silent or gave it back, else the oldest pending one, whose `started` is
         *     recorded with the claim. A company has one claimed job at a time. No other worker gets the job until the lease
         *     ends: by the job's final event, a release, or its time. Every accepted request with the token renews it.
         */
        post: operations["claimExportJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a claimed job back, for another worker.
         * @description The job stays in progress, and is claimed as `resumed`. Repeating it is safe.
         */
        post: operations["releaseExportJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Gives the history of a job and of the delivery of its events, oldest first.
         * @description Results of its items are counted, not listed; of the requests with them it has the last 20.
         */
        get: operations["getTimelineOfExportJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-events/causes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Counts dead events by what Pleo answered.
         * @description Looks at the 10,000 that were accepted last.
         */
        get: operations["listDeadCauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-events/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delivers dead events again.
         * @description Those that match everything given are due at once, each with a fresh schedule. `dryRun` only counts. With
         *     `limit` a request does so many, and says how many remain.
         */
        post: operations["redeliverExportJobEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-events/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Discards events.
         * @description Dead ones that match all filters; with `deliveryStatus` `pending` waiting ones, but not those being
         *     delivered at this moment. Pleo will not hear of them; the later events of their jobs can go. `dryRun` only counts.
         *     With `limit` a request does so many, and says how many remain.
         */
        post: operations["discardExportJobEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-events/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delivers a dead event again.
         * @description It is due at once, with a fresh schedule.
         */
        post: operations["redeliverExportJobEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-job-events/{id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives an event up.
         * @description A dead one; with `deliveryStatus` `pending` one that waits, but not while it is being delivered. Pleo will
         *     not hear of it. The job's later events can go.
         */
        post: operations["discardExportJobEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs/{id}/items/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delivers dead item results of a job again.
         * @description All of them, or those of the named entries: they go to Pleo at once, before the job's final event.
         */
        post: operations["redeliverExportJobItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export-jobs/{id}/items/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives dead item results of a job up.
         * @description Pleo will not hear of them. When none is left, the job's final event can go.
         */
        post: operations["discardExportJobItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/export-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists jobs at Pleo.
         * @description Passed to Pleo. A job whose accepted status has not reached Pleo yet is shown as accepted here.
         */
        get: operations["listPleoExportJobsV2"];
        put?: never;
        /**
         * Creates a job at Pleo.
         * @description Passed to Pleo once; Pleo's answer comes back, its refusals too. Where it is lost, the relay looks for the
         *     job among the company's unfinished ones, and does not send the request again: 502 and 504 say how to go on.
         */
        post: operations["createExportJobV2"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/export-jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists jobs at Pleo.
         * @description Passed to Pleo. A job whose accepted status has not reached Pleo yet is shown as accepted here.
         */
        get: operations["listPleoExportJobs"];
        put?: never;
        /** Creates a job at Pleo: the same as under /v2, in version 3 of Pleo's API. */
        post: operations["createExportJobV3"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/export-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Gives a job of Pleo's.
         * @description Passed to Pleo. If its accepted status has not reached Pleo yet, it is shown as accepted here.
         */
        get: operations["getPleoExportJobV2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/export-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Gives a job of Pleo's.
         * @description Passed to Pleo. If its accepted status has not reached Pleo yet, it is shown as accepted here.
         */
        get: operations["getPleoExportJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/export-items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the accounting entries of a job, with all that is needed to book them.
         * @description Passed to Pleo. Nothing of it is kept or logged here.
         */
        get: operations["listPleoExportItemsV2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/export-items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the accounting entries of a job, with all that is needed to book them.
         * @description Passed to Pleo. Nothing of it is kept or logged here.
         */
        get: operations["listPleoExportItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/{companyId}/credential": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the status of the company's own credential, without any secret. */
        get: operations["getCredential"];
        /**
         * Gives the company a credential of its own, in the place of what it had.
         * @description All replicas use it within a second or two.
         */
        put: operations["setCredential"];
        post?: never;
        /**
         * Deletes the company's own credential.
         * @description Its events then go out with the default one, or wait if there is none. Put a company that left away first:
         *     then they do not. The relay removes its subscription at Pleo. Pleo does not learn of the deleted credential: revoke
         *     it there as well.
         */
        delete: operations["deleteCredential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/{companyId}/credential/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begins to connect the company by OAuth.
         * @description Let a person of the company open `authorizeUrl` in a browser. That person decides which Pleo account is
         *     connected, so give it to no other.
         */
        post: operations["startConsent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists companies, in the order of their ids.
         * @description Those that have a job, a credential or a note. For a filter up to 1000 are looked at: a page may be short
         *     though another one follows.
         */
        get: operations["listCompanies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/{companyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows where a company stands. */
        get: operations["getCompany"];
        /**
         * Notes what people know the company by.
         * @description It need not be known yet.
         */
        put: operations["setCompany"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/{companyId}/put-away": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Puts the company away: it left, and nothing of it is sent to Pleo any more.
         * @description With any credential: also when its own is deleted, no other one replaces it. Its waiting messages and
         *     later reports are discarded or parked. Workers get none of its jobs, Pleo is not asked for new ones, and alerts do
         *     not count it. A second call replaces `reason` and `waiting`.
         */
        post: operations["putCompanyAway"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/companies/{companyId}/take-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes the company back.
         * @description Parked messages are due at once, in the order of their jobs and with a fresh schedule. What was discarded
         *     stays so.
         */
        post: operations["takeCompanyBack"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/pauses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists the pauses by hand.
         * @description Those that are in force. The overview has all pauses, also those that Pleo's answers led to.
         */
        get: operations["listPauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pauses the deliveries of one company, or all.
         * @description From now on no replica sends its events and results to Pleo; requests under way end. Reports are accepted
         *     and wait. Reads go on, and so do deadlines: jobs expire here as always, and Pleo ends a job of which it hears
         *     nothing for an hour. A second call replaces `reason` and `until`.
         */
        post: operations["pauseDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deliveries/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ends such a pause.
         * @description What waited is due at once, in the order of its jobs and with a fresh schedule. One of all companies and
         *     one of a single company are ended apart.
         */
        post: operations["resumeDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists notices, newest first.
         * @description Delivered ones are kept for a week, others for 30 days.
         */
        get: operations["listNotices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Makes dead notices due again.
         * @description The oldest thousand, with another three days; say it again while the count is 1000.
         */
        post: operations["redeliverNotices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/notices/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sends a notice of the type `test`.
         * @description As any other: it waits for its turn, and is tried again where the receiver does not take it.
         */
        post: operations["testNotices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows whether everything is well, and if not, who has to act. */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Says that the process answers.
         * @description Restart it when this fails.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Says whether to send requests here.
         * @description Ready means: Postgres answers, the schema depends on date, and the loops that deliver
         *     and expire turn. Pleo being down is no
         *     reason to be unready: events are accepted and wait.
         */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the metrics in Prometheus' text format. */
        get: operations["scrapeMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ProblemError: {
            /**
             * @description Where: a JSON pointer into the body, or `/name` of a query or path parameter.
             * @example /failureReason
             */
            pointer: string;
            /** @description What is wrong there, and what would be right. */
            detail: string;
        };
        Problem: {
            /** @description With `EXPORT_JOB_ITEMS_UNFINISHED`: how many items the job has; null where that is not known. */
            expected?: number | null;
            /** @description With `EXPORT_JOB_ITEMS_UNFINISHED`: on how many accounting entries a result was reported. */
            reported?: number;
            /** @description With `EXPORT_JOB_ITEMS_UNFINISHED`: the entries that are `in_progress`, the first 100 of them. */
            unfinished?: string[];
            /**
             * @description A stable word for what went wrong; Pleo's own where Pleo has one.
             * @example INVALID_EXPORT_JOB_STATUS_CHANGE
             */
            type: string;
            /** @description A short title, the same for every error of this type. */
            title: string;
            /**
             * @description The HTTP status code.
             * @example 422
             */
            status: number;
            /** @description What was wrong with this request, and what to do. */
            detail: string;
            /** @description The same text as `detail`, for clients that read Pleo's `{ type, message }`. */
            message: string;
            /** @description The path that was asked for. */
            instance: string;
            /** @description Stands in the logs beside everything that this request did. */
            requestId: string;
            /** @description With `VALIDATION_FAILED`: every mistake at once. */
            errors?: components["schemas"]["ProblemError"][];
        };
        CurrentCaller: {
            /**
             * @description Each scope includes the ones before it.
             * @enum {string}
             */
            scope: "read" | "write" | "admin";
            /**
             * @description The name of the API key, and behind a proxy that signs people in that of the user: `console/ada@example.com`. Null
             *     where the relay runs without keys.
             */
            name: string | null;
        };
        RegisterExportJob: {
            /**
             * Format: uuid
             * @description Pleo's id of the job.
             * @example 0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c
             */
            id: string;
            /**
             * Format: uuid
             * @description Pleo's id of the company that exports.
             */
            companyId?: string | null;
            /** @description Seconds without a sign of life after which the job counts as failed. Default: JOB_EXPIRES_IN_SECONDS. */
            expiresIn?: number | null;
            /** @description How many items the job holds. */
            numberOfItems?: number | null;
        };
        JobLease: {
            /**
             * Format: date-time
             * @description When others may claim the job, unless its worker sends something.
             */
            until: string;
            /** @description The name of its API key; null where the relay runs without keys. */
            claimedBy: string | null;
        };
        JobItems: {
            successful: number;
            failed: number;
            inProgress: number;
            /** @description Results that are not delivered yet. */
            pendingDelivery: number;
            /** @description Dead results: a person must redeliver or discard them. */
            dead: number;
        };
        JobDelivery: {
            /**
             * @description What Pleo knows. `dead` when an event or a result needs a person, else `pending` while one is under way, else
             *     `discarded` when the last event was discarded, else `delivered`; null before the first event.
             * @enum {string|null}
             */
            status: "pending" | "delivered" | "dead" | "discarded" | null;
            /** @description Events that are not delivered yet. */
            pending: number;
            /** @description Dead events: a person must redeliver or discard them. */
            dead: number;
        };
        ExportJob: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            companyId: string | null;
            /** @enum {string} */
            status: "pending" | "in_progress" | "completed" | "completed_with_errors" | "failed";
            /** @description Seconds without a sign of life after which the job expires. */
            expiresIn: number;
            numberOfItems: number | null;
            /** @enum {string|null} */
            failureReasonType: "invalid_configuration" | "missing_configuration" | "authentication_failure" | "accounting_system_authentication_failure" | "pleo_rate_limit" | "accounting_system_rate_limit" | "service_unreachable" | "accounting_system_unreachable" | "validation_failure" | "authorization_failure" | "integration_unusable" | "job_expired" | "service_timeout" | "accounting_system_timeout" | "canceled_by_user" | null;
            /**
             * @description How the relay came to know the job. `api`: registered, or created at Pleo, through the relay. `event`: seen in an
             *     event. `webhook`: announced by Pleo, in a webhook or a list.
             * @enum {string}
             */
            source: "api" | "event" | "webhook";
            /** @description The live lease of the worker that claimed the job; null without a claim. */
            lease: components["schemas"]["JobLease"] | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            startedAt: string | null;
            /**
             * Format: date-time
             * @description When the job reached its final status, whichever it is.
             */
            completedAt: string | null;
            /**
             * Format: date-time
             * @description Set when the job failed because its worker was silent.
             */
            expiredAt: string | null;
            /**
             * Format: date-time
             * @description The last accepted event or heartbeat.
             */
            lastUpdatedAt: string;
            /**
             * Format: date-time
             * @description `lastUpdatedAt` + `expiresIn`; means nothing once the status is final.
             */
            expiresAt: string;
            failureReason: string | null;
            /** @description The status that Pleo gave when it was last asked. */
            pleoStatus: string | null;
            /**
             * Format: date-time
             * @description `lastUpdatedAt` of Pleo's job, as it was read once after the first results were delivered.
             */
            pleoLastUpdatedAt: string | null;
            items: components["schemas"]["JobItems"];
            delivery: components["schemas"]["JobDelivery"];
        };
        Pagination: {
            hasNextPage: boolean;
            /** @description Give it back as `after` to read on; null on an empty page. */
            endCursor: string | null;
        };
        ExportJobPage: {
            data: components["schemas"]["ExportJob"][];
            pagination: components["schemas"]["Pagination"];
        };
        ItemDelivery: {
            /**
             * @description `dead` results hold the job's final event back until they are redelivered or discarded, for a time at most.
             * @enum {string}
             */
            status: "pending" | "delivered" | "dead" | "discarded";
            /** Format: date-time */
            deliveredAt: string | null;
            /** @description Why Pleo did not take it; while it waits, the error of the last attempt to send the job's results. */
            lastError: string | null;
        };
        ExportJobItem: {
            /**
             * Format: uuid
             * @example 7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e
             */
            accountingEntryId: string;
            /**
             * Format: uuid
             * @example 0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c
             */
            exportJobId: string;
            /** @enum {string} */
            status: "in_progress" | "successful" | "failed";
            /** @enum {string|null} */
            failureReasonType: "receipt_upload_failure" | "receipt_download_failure" | "receipt_file_size_limit_exceeded" | "receipt_conversion_failure" | "unexpected_failure" | "invalid_configuration" | "missing_configuration" | "accounting_system_authentication_failure" | "accounting_system_rate_limit" | "accounting_system_unreachable" | "accounting_system_validation_failure" | "accounting_system_timeout" | "validation_failure" | "authorization_failure" | "vendor_unknown" | "account_unknown" | "tax_code_unknown" | "tag_unknown" | null;
            /** Format: date-time */
            exportedAt: string | null;
            externalId: string | null;
            externalUrl: string | null;
            failureReason: string | null;
            /** Format: date-time */
            reportedAt: string;
            delivery: components["schemas"]["ItemDelivery"];
        };
        ExportJobItemPage: {
            data: components["schemas"]["ExportJobItem"][];
            pagination: components["schemas"]["Pagination"];
        };
        DeadExportJobItem: {
            /**
             * Format: uuid
             * @example 7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e
             */
            accountingEntryId: string;
            /**
             * Format: uuid
             * @example 0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c
             */
            exportJobId: string;
            /** @enum {string} */
            status: "in_progress" | "successful" | "failed";
            /** @enum {string|null} */
            failureReasonType: "receipt_upload_failure" | "receipt_download_failure" | "receipt_file_size_limit_exceeded" | "receipt_conversion_failure" | "unexpected_failure" | "invalid_configuration" | "missing_configuration" | "accounting_system_authentication_failure" | "accounting_system_rate_limit" | "accounting_system_unreachable" | "accounting_system_validation_failure" | "accounting_system_timeout" | "validation_failure" | "authorization_failure" | "vendor_unknown" | "account_unknown" | "tax_code_unknown" | "tag_unknown" | null;
            /**
             * Format: uuid
             * @description The company of its job; null where none is known.
             */
            companyId: string | null;
            /** Format: date-time */
            exportedAt: string | null;
            externalId: string | null;
            externalUrl: string | null;
            failureReason: string | null;
            /** Format: date-time */
            reportedAt: string;
            delivery: components["schemas"]["ItemDelivery"];
        };
        DeadExportJobItemPage: {
            data: components["schemas"]["DeadExportJobItem"][];
            pagination: components["schemas"]["Pagination"];
        };
        DeadItemCause: {
            count: number;
            /** @description `refused`, `expired`, or `too_late`: Pleo's job was over. */
            outcome: string;
            /** @description As in the filter `cause`: the type of Pleo's error, or its text where it has none; empty without either. */
            cause: string;
            /** @description Why, of the one that was reported last: texts of one type differ by the entry that they name. */
            error: string | null;
            /**
             * Format: date-time
             * @description When the first of them was reported.
             */
            firstAt: string;
            /** Format: date-time */
            lastAt: string;
        };
        DeadItemCauses: {
            data: components["schemas"]["DeadItemCause"][];
        };
        CompanySubscription: {
            /** Format: uuid */
            companyId: string;
            /**
             * @description `pending`: not yet. `refused`: Pleo does not let the credential; it is tried again an hour to a day later. `lost`:
             *     Pleo has it no more, and it could not be made again so far. `removing`: the company's credential is being deleted,
             *     or was, and Pleo did not let this go.
             * @enum {string}
             */
            status: "active" | "refused" | "lost" | "pending" | "removing";
            /** @description Why it is not `active`, or what failed last; else null. */
            reason: string | null;
            /** @description Where Pleo sends the webhooks; null where PUBLIC_URL is not set. */
            endpointUrl: string | null;
            /** @description Pleo's. */
            subscriptionId: string | null;
            /**
             * Format: date-time
             * @description Since when its secret is used.
             */
            secretSince: string | null;
            /** @description While the secret changes: the subscription before, whose webhooks are taken as well. */
            previousSubscriptionId: string | null;
            /**
             * Format: date-time
             * @description When that one is to be removed.
             */
            previousUntil: string | null;
            /**
             * Format: date-time
             * @description When a person asked for another secret that is not there yet.
             */
            rotationAskedAt: string | null;
            /**
             * Format: date-time
             * @description When Pleo last showed that it is there.
             */
            checkedAt: string | null;
            /** Format: date-time */
            createdAt: string;
        };
        PleoExportJob: {
            /** Format: uuid */
            id: string;
            /**
             * Format: uuid
             * @description The company that exports.
             */
            companyId?: string | null;
            /** @description Seconds without an action on the job after which Pleo lets it expire. */
            expiresIn?: number | null;
            numberOfItems?: number | null;
        };
        PleoWebhook: {
            /** @description Pleo's id of the event. It identifies repeats where there is no `webhook-id`. */
            eventId?: string | null;
            /**
             * @description What happened. Types that the relay has no use for are answered 204 and change nothing.
             * @example v1.export-job.created
             */
            eventType: string;
            /** @description The export job at that time. */
            data: components["schemas"]["PleoExportJob"];
        };
        WrappedPleoWebhook: {
            payload: components["schemas"]["PleoWebhook"];
        };
        CreateExportJobEvent: {
            /**
             * @description What happened to the job.
             * @example started
             * @enum {string}
             */
            event: "started" | "failed" | "completed" | "completed_with_errors";
            /**
             * Format: uuid
             * @description Pleo's id of the job.
             * @example 0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c
             */
            jobId: string;
            /**
             * @description The kind of failure. With `failed` only.
             * @enum {string|null}
             */
            failureReasonType?: "invalid_configuration" | "missing_configuration" | "authentication_failure" | "accounting_system_authentication_failure" | "pleo_rate_limit" | "accounting_system_rate_limit" | "service_unreachable" | "accounting_system_unreachable" | "validation_failure" | "authorization_failure" | "integration_unusable" | "job_expired" | "service_timeout" | "accounting_system_timeout" | "canceled_by_user" | null;
            /** @description Why the job failed, for the people who read it in Pleo. With `failed` only. */
            failureReason?: string | null;
        };
        WaitingFor: {
            /**
             * @description `turn`: an earlier event of the job, or results of its items, go first. `blocked`: these are dead and need a
             *     person. `retry`: the last attempt met a transient fault; the next one is planned. `paused`: all deliveries are held
             *     back, because Pleo asked to wait, refused the credential, or did not answer many times in a row; there is no
             *     credential to send with; or a person paused them. `put_away`: the company is put away; nothing of it is sent until
             *     it is taken back.
             * @enum {string}
             */
            reason: "turn" | "retry" | "paused" | "blocked" | "put_away";
            /**
             * @description With `turn` and `blocked`, where results of the job's items go first and not an earlier event.
             * @enum {string}
             */
            behind?: "items";
            /**
             * Format: uuid
             * @description The earlier event, with `turn` and `blocked`.
             */
            eventId?: string;
            /**
             * @description With `paused`: who has to act. `pleo`: no person here. `credential`: the owner of the credential of the settings,
             *     or of its key. `customer`: the company whose own credential it is. `operator`: the person who paused deliveries by
             *     hand.
             * @enum {string}
             */
            responsible?: "pleo" | "credential" | "customer" | "operator";
            /**
             * Format: date-time
             * @description When the next attempt is planned, with `retry`; when deliveries go on, or are tried again, with `paused`, which is
             *     never in the past; when dead results let the event go anyway (DEAD_ITEMS_HOLD_SECONDS), with `blocked`. Left
             *     out where nothing is tried before a person has acted.
             */
            until?: string;
            /** @description With `paused`: why, in a sentence. */
            because?: string;
        };
        EventDelivery: {
            /** @enum {string} */
            status: "pending" | "delivered" | "dead" | "discarded";
            /** @description Requests that were made to Pleo for it. */
            attempts: number;
            /** @description The HTTP status of Pleo's last answer; null when the last attempt got none. */
            lastStatusCode: number | null;
            /** @description Null when nothing holds the event back. */
            waitingFor: components["schemas"]["WaitingFor"] | null;
            /**
             * Format: date-time
             * @description When the next attempt may start; null while one is under way, before its turn, while its company is put
             *     away, and once it is settled.
             */
            nextAttemptAt: string | null;
            /** Format: date-time */
            deliveredAt: string | null;
            /**
             * @description How it was settled: `delivered` (Pleo took it), `confirmed` (Pleo's job is where the event leads), `refused`,
             *     `conflict` (Pleo's job ended otherwise), `expired` (retried for too long), `discarded`.
             */
            outcome: string | null;
            /** @description What was wrong with the last attempt. */
            lastError: string | null;
        };
        ExportJobEvent: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            jobId: string;
            /** @enum {string} */
            event: "started" | "failed" | "completed" | "completed_with_errors";
            /** @enum {string|null} */
            failureReasonType: "invalid_configuration" | "missing_configuration" | "authentication_failure" | "accounting_system_authentication_failure" | "pleo_rate_limit" | "accounting_system_rate_limit" | "service_unreachable" | "accounting_system_unreachable" | "validation_failure" | "authorization_failure" | "integration_unusable" | "job_expired" | "service_timeout" | "accounting_system_timeout" | "canceled_by_user" | null;
            /** @description 1, 2 within the job: it has two events at most. */
            sequence: number;
            /**
             * @description `expiry` when the relay itself failed the job because its worker was silent.
             * @enum {string}
             */
            origin: "api" | "expiry";
            failureReason: string | null;
            /** Format: date-time */
            acceptedAt: string;
            delivery: components["schemas"]["EventDelivery"];
        };
        EventBatch: {
            events: components["schemas"]["CreateExportJobEvent"][];
        };
        EventBatchResult: {
            /**
             * @description The status that the event would have been answered with by itself.
             * @example 202
             */
            status: number;
            /** @description With 200 and 202. */
            event?: components["schemas"]["ExportJobEvent"];
            /** @description With any other status. */
            problem?: components["schemas"]["Problem"];
        };
        EventBatchResults: {
            results: components["schemas"]["EventBatchResult"][];
        };
        ListedExportJobEvent: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            jobId: string;
            /** @enum {string} */
            event: "started" | "failed" | "completed" | "completed_with_errors";
            /** @enum {string|null} */
            failureReasonType: "invalid_configuration" | "missing_configuration" | "authentication_failure" | "accounting_system_authentication_failure" | "pleo_rate_limit" | "accounting_system_rate_limit" | "service_unreachable" | "accounting_system_unreachable" | "validation_failure" | "authorization_failure" | "integration_unusable" | "job_expired" | "service_timeout" | "accounting_system_timeout" | "canceled_by_user" | null;
            /** @description 1, 2 within the job: it has two events at most. */
            sequence: number;
            /**
             * @description `expiry` when the relay itself failed the job because its worker was silent.
             * @enum {string}
             */
            origin: "api" | "expiry";
            /**
             * Format: uuid
             * @description The company of its job; null where none is known.
             */
            companyId: string | null;
            failureReason: string | null;
            /** Format: date-time */
            acceptedAt: string;
            delivery: components["schemas"]["EventDelivery"];
        };
        ExportJobEventPage: {
            data: components["schemas"]["ListedExportJobEvent"][];
            pagination: components["schemas"]["Pagination"];
        };
        DeliveryAttempt: {
            /** @description 1, 2, … within the event. */
            number: number;
            /**
             * @description What was sent: the event itself, or `started` when Pleo had missed that.
             * @enum {string}
             */
            sentEvent: "started" | "failed" | "completed" | "completed_with_errors";
            durationMs: number;
            statusCode: number | null;
            /** Format: date-time */
            startedAt: string;
            outcome: string;
            /** @description What went wrong, in a sentence. */
            error: string | null;
            /** @description The first 2 KiB of Pleo's answer, when it was not a success. */
            responseExcerpt: string | null;
            /** @description The job's status as it was read back from Pleo to settle this attempt. */
            pleoStatus: string | null;
            /**
             * Format: date-time
             * @description When the next attempt was planned for.
             */
            retryAt: string | null;
        };
        ExportJobEventWithAttempts: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            jobId: string;
            /** @enum {string} */
            event: "started" | "failed" | "completed" | "completed_with_errors";
            /** @enum {string|null} */
            failureReasonType: "invalid_configuration" | "missing_configuration" | "authentication_failure" | "accounting_system_authentication_failure" | "pleo_rate_limit" | "accounting_system_rate_limit" | "service_unreachable" | "accounting_system_unreachable" | "validation_failure" | "authorization_failure" | "integration_unusable" | "job_expired" | "service_timeout" | "accounting_system_timeout" | "canceled_by_user" | null;
            /** @description 1, 2 within the job: it has two events at most. */
            sequence: number;
            /**
             * @description `expiry` when the relay itself failed the job because its worker was silent.
             * @enum {string}
             */
            origin: "api" | "expiry";
            failureReason: string | null;
            /** Format: date-time */
            acceptedAt: string;
            delivery: components["schemas"]["EventDelivery"];
            attempts: components["schemas"]["DeliveryAttempt"][];
        };
        UpdateExportJobItem: {
            /**
             * Format: uuid
             * @description Pleo's id of the entry.
             * @example 7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e
             */
            accountingEntryId: string;
            /**
             * @description Its result. The first one other than `in_progress` stands.
             * @example successful
             * @enum {string}
             */
            status: "in_progress" | "successful" | "failed";
            /**
             * Format: date-time
             * @description When the accounting system took it.
             */
            exportedAt?: string | null;
            /**
             * @description The kind of failure. With `failed` only. The last four are new in v3 of Pleo's API: v1 and v2 get
             *     `invalid_configuration` instead.
             * @enum {string|null}
             */
            failureReasonType?: "receipt_upload_failure" | "receipt_download_failure" | "receipt_file_size_limit_exceeded" | "receipt_conversion_failure" | "unexpected_failure" | "invalid_configuration" | "missing_configuration" | "accounting_system_authentication_failure" | "accounting_system_rate_limit" | "accounting_system_unreachable" | "accounting_system_validation_failure" | "accounting_system_timeout" | "validation_failure" | "authorization_failure" | "vendor_unknown" | "account_unknown" | "tax_code_unknown" | "tag_unknown" | null;
            /** @description Its id in the accounting system. */
            externalId?: string | null;
            /** @description Where to find it there. Any text will do: Pleo does not ask for a URL. */
            externalUrl?: string | null;
            /** @description Why it failed, for the people who read it in Pleo. With `failed` only. */
            failureReason?: string | null;
        };
        ExportJobItemError: {
            /** Format: uuid */
            accountingEntryId: string;
            /**
             * @description Pleo's word for it.
             * @example EXPORT_ENTRY_STATUS_UPDATE_FAILED
             */
            type: string;
            /** @description Names the result that stands. */
            message: string;
        };
        UpdatedExportJobItems: {
            data: components["schemas"]["ExportJobItem"][];
            errors: components["schemas"]["ExportJobItemError"][];
        };
        FinishExportJob: {
            /** @description `true`: entries without a final result count as not successful, instead of being refused. */
            allowMissing?: boolean | null;
        };
        ClaimExportJob: {
            /**
             * Format: uuid
             * @description A job of this company only.
             */
            companyId?: string | null;
            /** @description Seconds until others may claim the job, unless the worker sends something. Default: 300. */
            leaseSeconds?: number | null;
            /** @description Seconds to wait for a job where there is none. Default: 0. */
            waitSeconds?: number | null;
        };
        ClaimedLease: {
            /**
             * Format: uuid
             * @description To be sent as `Lease-Token` with all that is said of the job.
             */
            token: string;
            /**
             * Format: date-time
             * @description When others may claim the job, unless its worker sends something.
             */
            until: string;
        };
        ClaimedExportJob: {
            job: components["schemas"]["ExportJob"];
            lease: components["schemas"]["ClaimedLease"];
            /** @description Whether another worker had it before, which fell silent or gave it back: some of its entries may be booked already. */
            resumed: boolean;
        };
        TimelineEntry: {
            /** @enum {string} */
            type: "registered" | "accepted" | "claimed" | "resumed" | "released" | "lapsed" | "expired" | "earlier_attempts" | "attempt" | "retry_planned" | "pleo_read" | "delivered" | "dead" | "redelivered" | "discarded" | "let_go";
            /**
             * Format: uuid
             * @description Null in entries about the job, or about results.
             */
            eventId: string | null;
            /** @enum {string|null} */
            event: "started" | "failed" | "completed" | "completed_with_errors" | null;
            /** @description With `attempt`: 1, 2, … within the event, or within the results. */
            attempt: number | null;
            /** @description With `attempt`: the HTTP status of Pleo's answer; null when there was none. */
            statusCode: number | null;
            /** @description With `attempt`: how long the request took. */
            durationMs: number | null;
            /** Format: date-time */
            at: string;
            /** @description What happened, in a sentence. */
            summary: string;
            /** @description The name of the API key behind it; null without keys, and for what the relay did by itself. */
            by: string | null;
            /** @description With `attempt`, `delivered`, `dead` and `discarded`: what it came to. */
            outcome: string | null;
            /**
             * Format: date-time
             * @description With `retry_planned`: when.
             */
            nextAttemptAt: string | null;
        };
        Timeline: {
            data: components["schemas"]["TimelineEntry"][];
        };
        DeadCause: {
            /** @description As in the filter `lastStatusCode`: 0 is no answer. */
            statusCode: number;
            count: number;
            /** @description As in the filter `lastErrorType`: empty when the answer had none. */
            errorType: string;
            /** @description `refused`, `conflict` or `expired`, as in `delivery.outcome`. */
            outcome: string;
            /**
             * Format: date-time
             * @description The earliest of the last attempts.
             */
            firstAt: string;
            /** Format: date-time */
            lastAt: string;
            /** @description What was wrong with the latest one. */
            error: string | null;
        };
        DeadCauses: {
            data: components["schemas"]["DeadCause"][];
        };
        RedeliverExportJobEvents: {
            /** @enum {string} */
            deliveryStatus?: "pending" | "delivered" | "dead" | "discarded";
            /**
             * @description Pending, and waiting for one of these, as in `delivery.waitingFor`; may be repeated. Two more words are for events
             *     that nothing holds back: `under_way` (a request is being made) and `due` (next to be sent). Every pending event
             *     waits for exactly one.
             */
            waitingFor?: ("turn" | "retry" | "paused" | "blocked" | "put_away" | "under_way" | "due")[];
            /** Format: uuid */
            jobId?: string;
            /**
             * Format: uuid
             * @description Events of the jobs of this company.
             */
            companyId?: string;
            /** @enum {string} */
            event?: "started" | "failed" | "completed" | "completed_with_errors";
            /** @description Events that report a failure of one of these types; may be repeated. `job_expired` is the relay's own. */
            failureReasonType?: ("invalid_configuration" | "missing_configuration" | "authentication_failure" | "accounting_system_authentication_failure" | "pleo_rate_limit" | "accounting_system_rate_limit" | "service_unreachable" | "accounting_system_unreachable" | "validation_failure" | "authorization_failure" | "integration_unusable" | "job_expired" | "service_timeout" | "accounting_system_timeout" | "canceled_by_user")[];
            /** @description `true`: undelivered events of companies that are put away; `false`: none of these, as the overview counts. */
            putAway?: boolean;
            /** Format: date-time */
            acceptedAfter?: string;
            /** Format: date-time */
            acceptedBefore?: string;
            /**
             * @description Dead, and for this reason, as in `delivery.outcome`.
             * @enum {string}
             */
            outcome?: "refused" | "conflict" | "expired";
            /** @description Undelivered, and Pleo answered the last attempt with this HTTP status; 0: there was no answer. */
            lastStatusCode?: number;
            /**
             * Format: date-time
             * @description Undelivered, and the last attempt was made after this.
             */
            lastTriedAfter?: string;
            /**
             * Format: date-time
             * @description Undelivered, and the last attempt was made before this.
             */
            lastTriedBefore?: string;
            /**
             * Format: date-time
             * @description Delivered by a request that began at this time or later, as the overview counts them.
             */
            deliveredSince?: string;
            /**
             * Format: date-time
             * @description A request for it that began at this time or later failed, whatever became of it since.
             */
            failedSince?: string;
            /** @description These events, as far as they match the other filters. */
            ids?: string[] | null;
            /** @description The largest number of events, for a caller that shows progress; without it the request does all of them. */
            limit?: number | null;
            /** @description Has to be true where nothing else says which events are meant: then all are. */
            all?: boolean;
            /** @description Only count, change nothing. */
            dryRun?: boolean;
            /** @description Undelivered, and the error of the last answer has this `type`; empty: it has none. */
            lastErrorType?: string;
        };
        RedeliveryCount: {
            /** @description Events that are due again by this request; with `dryRun`, that would be. */
            count: number;
            /** @description Events that match and are left where there is a `limit`: repeat the request until this is 0. */
            remaining: number;
        };
        DiscardExportJobEvents: {
            /**
             * @description Pending, and waiting for one of these, as in `delivery.waitingFor`; may be repeated. Two more words are for events
             *     that nothing holds back: `under_way` (a request is being made) and `due` (next to be sent). Every pending event
             *     waits for exactly one.
             */
            waitingFor?: ("turn" | "retry" | "paused" | "blocked" | "put_away" | "under_way" | "due")[];
            /** Format: uuid */
            jobId?: string;
            /**
             * Format: uuid
             * @description Events of the jobs of this company.
             */
            companyId?: string;
            /** @enum {string} */
            event?: "started" | "failed" | "completed" | "completed_with_errors";
            /** @description Events that report a failure of one of these types; may be repeated. `job_expired` is the relay's own. */
            failureReasonType?: ("invalid_configuration" | "missing_configuration" | "authentication_failure" | "accounting_system_authentication_failure" | "pleo_rate_limit" | "accounting_system_rate_limit" | "service_unreachable" | "accounting_system_unreachable" | "validation_failure" | "authorization_failure" | "integration_unusable" | "job_expired" | "service_timeout" | "accounting_system_timeout" | "canceled_by_user")[];
            /** @description `true`: undelivered events of companies that are put away; `false`: none of these, as the overview counts. */
            putAway?: boolean;
            /** Format: date-time */
            acceptedAfter?: string;
            /** Format: date-time */
            acceptedBefore?: string;
            /**
             * @description Dead, and for this reason, as in `delivery.outcome`.
             * @enum {string}
             */
            outcome?: "refused" | "conflict" | "expired";
            /** @description Undelivered, and Pleo answered the last attempt with this HTTP status; 0: there was no answer. */
            lastStatusCode?: number;
            /**
             * Format: date-time
             * @description Undelivered, and the last attempt was made after this.
             */
            lastTriedAfter?: string;
            /**
             * Format: date-time
             * @description Undelivered, and the last attempt was made before this.
             */
            lastTriedBefore?: string;
            /**
             * Format: date-time
             * @description Delivered by a request that began at this time or later, as the overview counts them.
             */
            deliveredSince?: string;
            /**
             * Format: date-time
             * @description A request for it that began at this time or later failed, whatever became of it since.
             */
            failedSince?: string;
            /** @description These events, as far as they match the other filters. */
            ids?: string[] | null;
            /** @description The largest number of events, for a caller that shows progress; without it the request does all of them. */
            limit?: number | null;
            /** @description Undelivered, and the error of the last answer has this `type`; empty: it has none. */
            lastErrorType?: string;
            /** @description Has to be true where nothing else says which events are meant: then all are. */
            all?: boolean;
            /** @description Only count, change nothing. */
            dryRun?: boolean;
            /**
             * @description What the events have to be: `dead` (default), or `pending` to give up what still waits.
             * @enum {string|null}
             */
            deliveryStatus?: "dead" | "pending" | null;
            /** @description As for one event; not needed with `dryRun`. */
            reason?: string | null;
        };
        DiscardCount: {
            /** @description Events that this request has discarded; with `dryRun`, that it would discard. */
            count: number;
            /** @description Events that match and are left where there is a `limit`: repeat the request until this is 0. */
            remaining: number;
            /** @description Events that matched and were left alone, because they were being delivered at that moment. */
            underWay: number;
        };
        DiscardExportJobEvent: {
            /**
             * @description Kept in the history of the job.
             * @example The customer corrected the entries by hand.
             */
            reason: string;
            /**
             * @description What the event has to be: `dead` (default), or `pending` to give up what still waits.
             * @enum {string|null}
             */
            deliveryStatus?: "dead" | "pending" | null;
        };
        RedeliverExportJobItems: {
            /** @description The accounting entries; all dead ones of the job where it is left out. */
            accountingEntryIds?: string[] | null;
        };
        DeadItemsCount: {
            /** @example 2 */
            count: number;
        };
        DiscardExportJobItems: {
            /**
             * @description Kept in the history of the job.
             * @example The customer corrected the entries by hand.
             */
            reason: string;
            /** @description The accounting entries; all dead ones of the job where it is left out. */
            accountingEntryIds?: string[] | null;
        };
        CreateExportJobOptions: {
            /** @description Default: false. */
            vendorBasedBookkeeping?: boolean | null;
        };
        CreateExportJob: {
            /** @description The accounting entries that are to be exported. */
            accountingEntryIds?: string[];
            /**
             * Format: uuid
             * @description Pleo's id of the company that exports.
             * @example 3f1c9a52-7d6e-4b1f-8a55-0e9b6c2d4f10
             */
            companyId: string;
            /**
             * Format: uuid
             * @description Who asks for the export.
             */
            employeeId?: string | null;
            options?: components["schemas"]["CreateExportJobOptions"] | null;
            /** @description Whether a person waits for it. Default at Pleo: true. */
            isInteractive?: boolean | null;
        };
        CreatedExportJob: {
            data: components["schemas"]["PleoExportJob"];
        };
        CredentialInstallation: {
            /**
             * @description `inactive`: it could not be activated so far; that is tried again. `error`: the relay reported to Pleo that the
             *     credential cannot be used.
             * @enum {string}
             */
            status: "active" | "inactive" | "error";
            /** @description Why it is not `active`; else null. */
            reason: string | null;
        };
        CredentialVerification: {
            /**
             * @description `unverified`: Pleo has not confirmed so far; the relay asks again. `wrong_company` and `missing_scopes`: the
             *     credential is not used.
             * @enum {string}
             */
            status: "verified" | "unverified" | "wrong_company" | "missing_scopes";
            /** @description What it may do. */
            scopes: string[] | null;
            /**
             * Format: uuid
             * @description The company that it belongs to at Pleo.
             */
            companyId: string | null;
            /** @description Pleo's name for the client that it was given to. */
            clientId: string | null;
            /**
             * Format: date-time
             * @description When Pleo was asked last.
             */
            checkedAt: string | null;
            /** @description Why it is not `verified`; else null. */
            reason: string | null;
        };
        CompanyCredential: {
            /** Format: uuid */
            companyId: string;
            /** @enum {string} */
            type: "api_key" | "oauth";
            /**
             * @description `consent_needed`: Pleo no longer accepts the refresh token. `wrong_company`: at Pleo it belongs to another company.
             *     `missing_scopes`: it may not do what the relay needs. `unverified`: Pleo has not said whose it is, and must confirm
             *     it first. `unreadable`: this replica lacks the key that sealed it. Deliveries of the company wait in all of these
             *     cases.
             * @enum {string}
             */
            status: "active" | "consent_needed" | "wrong_company" | "missing_scopes" | "unverified" | "unreadable";
            /** @description How the app is set up at the company, with `PLEO_INSTALLATION=activate`; null before the first look. */
            installation: components["schemas"]["CredentialInstallation"] | null;
            /** @description Why it is not `active`, and what to do; else null. */
            reason: string | null;
            /**
             * Format: date-time
             * @description When the company first got a credential of its own.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was set last, or its status changed.
             */
            updatedAt: string;
            /** @description The name of the API key that set it or began the consent; null where the relay runs without keys. */
            setBy: string | null;
            /**
             * Format: date-time
             * @description With `oauth`: when the access token ends. The relay renews it before.
             */
            accessTokenExpiresAt: string | null;
            /**
             * Format: date-time
             * @description With `oauth`: when the tokens were last renewed.
             */
            refreshedAt: string | null;
            verification: components["schemas"]["CredentialVerification"];
        };
        SetCredential: {
            /** @enum {string} */
            type: "api_key" | "oauth";
            /** @description With `api_key`. */
            apiKey?: string | null;
            /** @description With `oauth`. */
            accessToken?: string | null;
            /** @description With `oauth`. From now on the relay alone may use it. */
            refreshToken?: string | null;
            /** @description With `oauth`: seconds that the access token is good for, from now. */
            expiresIn?: number | null;
        };
        ConsentStarted: {
            /** @description Pleo's page, to be opened in a browser by a person of the company. Good for one answer. */
            authorizeUrl: string;
            /**
             * Format: date-time
             * @description Until when Pleo's answer is taken.
             */
            expiresAt: string;
        };
        CredentialInShort: {
            /** @enum {string} */
            type: "api_key" | "oauth";
            /** @enum {string} */
            status: "active" | "consent_needed" | "wrong_company" | "missing_scopes" | "unverified" | "unreadable";
        };
        CompanyPause: {
            /**
             * @description As in the overview.
             * @enum {string}
             */
            kind: "told_to_wait" | "credential_refused" | "circuit_open" | "by_hand";
            /** @description What Pleo answered, or who paused and why, in a sentence. */
            reason: string;
            /**
             * Format: date-time
             * @description As in the overview: when deliveries go on, or are tried again; null where nobody knows, or this moment.
             */
            until: string | null;
            /** @description A request is under way that may end it, or goes at once. */
            isBeingTried: boolean;
            /** @description Whether a person paused all companies, and not this one. */
            isOfAll: boolean;
        };
        PutAway: {
            /**
             * @description The fate of its messages.
             * @enum {string}
             */
            waiting: "discard" | "park";
            /** Format: date-time */
            at: string;
            /** @description The name of the API key that did it last; null where the relay runs without keys. */
            by: string | null;
            reason: string;
        };
        Company: {
            /** Format: uuid */
            id: string;
            /**
             * @description The first that holds. `put_away`: nothing of it is sent. `no_credential`: it has none of its own, so its events go
             *     out with the default one, or wait if there is none. `needs_consent`: Pleo no longer accepts its refresh token.
             *     `wrong`: its credential cannot be used. `paused`: deliveries with it are paused, or those of the company by hand,
             *     which comes before `no_credential`. `connected`: none of these.
             * @enum {string}
             */
            state: "put_away" | "no_credential" | "needs_consent" | "wrong" | "paused" | "connected";
            /** @description Its own; null where it has none. */
            credential: components["schemas"]["CredentialInShort"] | null;
            /**
             * @description How the webhooks of its jobs are subscribed to; null where the relay has no subscription for it.
             * @enum {string|null}
             */
            subscription: "active" | "refused" | "lost" | "pending" | "removing" | null;
            /**
             * @description Jobs of which something is not delivered, and nothing is dead: those whose `delivery.status` is `pending`. Counted
             *     among 100,000 messages of all companies.
             */
            waiting: number;
            /** @description Jobs of which something is dead, counted alike. */
            dead: number;
            /** @description By hand, or of its credential: of the default one, where it has none of its own. */
            pause: components["schemas"]["CompanyPause"] | null;
            putAway: components["schemas"]["PutAway"] | null;
            /** @description Whatever helps people to know it by, such as its name. */
            note: string | null;
            /**
             * Format: date-time
             * @description When Pleo last took something of its 20 newest jobs.
             */
            lastDeliveredAt: string | null;
        };
        CompanyPage: {
            /** @description With a filter a page may be short, or empty, and another one follow: read on as long as `hasNextPage` says so. */
            data: components["schemas"]["Company"][];
            pagination: components["schemas"]["Pagination"];
        };
        SetCompany: {
            /**
             * @description Null takes it away.
             * @example Fjord Bakery ApS
             */
            note: string | null;
        };
        PutCompanyAway: {
            /**
             * @description Kept in the company’s history.
             * @example Left us at the end of May.
             */
            reason: string;
            /**
             * @description `park`: events and results wait until the company is taken back. `discard`: waiting and later ones are discarded,
             *     for good.
             * @enum {string}
             */
            waiting: "discard" | "park";
        };
        HandPause: {
            /**
             * Format: uuid
             * @description Null: those of all companies.
             */
            companyId: string | null;
            reason: string;
            /** Format: date-time */
            since: string;
            /**
             * Format: date-time
             * @description Null: until a person resumes them.
             */
            until: string | null;
            /** @description The name of the API key that said so last; null where the relay runs without keys. */
            pausedBy: string | null;
        };
        HandPauses: {
            /** @description The longest first. */
            data: components["schemas"]["HandPause"][];
        };
        PauseDeliveries: {
            /**
             * Format: uuid
             * @description Left out: those of all companies. Null is a mistake: a caller that means one company may have lost its id.
             */
            companyId?: string;
            /**
             * @description Shown beside the pause.
             * @example They move to a new accounting system.
             */
            reason: string;
            /**
             * Format: date-time
             * @description When the pause ends; left out: when a person resumes deliveries.
             */
            until?: string;
        };
        ResumeDeliveries: {
            /**
             * Format: uuid
             * @description Left out: those of all companies. Null is a mistake: a caller that means one company may have lost its id.
             */
            companyId?: string;
        };
        Resumed: {
            /** @description Whether there was one. */
            wasPaused: boolean;
        };
        Notice: {
            /**
             * Format: uuid
             * @description Its `webhook-id`, the same at every try.
             */
            id: string;
            /** @enum {string} */
            type: "company.connected" | "company.consent_needed" | "event.dead" | "item.dead" | "job.expired" | "test";
            /** @description As it is sent. */
            data: {
                [key: string]: unknown;
            };
            /**
             * @description `waiting`: it is due, or behind an earlier one of its company or job. `dead`: it was not taken for three days.
             * @enum {string}
             */
            status: "waiting" | "delivered" | "dead";
            /** @description Tries that failed. */
            failures: number;
            /**
             * Format: date-time
             * @description When what it tells happened: its `timestamp`.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was delivered, or died; null while it waits.
             */
            settledAt: string | null;
            /** @description What was wrong with the last try; null when nothing was. */
            error: string | null;
            /**
             * Format: date-time
             * @description When it is tried next; null while it is on its way, and once it is settled.
             */
            nextTryAt: string | null;
        };
        NoticePage: {
            data: components["schemas"]["Notice"][];
            pagination: components["schemas"]["Pagination"];
        };
        NoticesCount: {
            /** @example 2 */
            count: number;
        };
        NoticeWritten: {
            /**
             * Format: uuid
             * @description Its `webhook-id`.
             */
            id: string;
        };
        OldestEvent: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            jobId: string;
            /** @enum {string} */
            event: "started" | "failed" | "completed" | "completed_with_errors";
            /** Format: date-time */
            acceptedAt: string;
            ageSeconds: number;
        };
        Verdict: {
            /**
             * @description `well`: nothing to do. `watch`: it passes by itself, or can wait. `trouble`: a person has to act.
             * @enum {string}
             */
            level: "well" | "watch" | "trouble";
            /**
             * @description Who has to act on the worst of it; null when all is well. `us`: reports of our workers, or the relay. `customer`: a
             *     company whose own credential is no longer valid. `operator`: the person who paused deliveries by hand.
             * @enum {string|null}
             */
            responsible: "pleo" | "credential" | "us" | "customer" | "operator" | null;
            /** @description In a sentence. */
            headline: string;
            /** @description All other findings, the worst first, a sentence each. */
            details: string[];
        };
        Backlog: {
            /** @description All of them, dead ones included, but those of companies that are put away. */
            events: number;
            /** @description On their way to Pleo right now. */
            underWay: number;
            /** @description Due now. */
            due: number;
            /** @description Waiting for their next try after a transient fault. */
            retry: number;
            /** @description Held back by a pause. */
            paused: number;
            /** @description Behind an earlier event of their job, or its results. */
            turn: number;
            /** @description Behind a dead event of their job, or dead results. */
            blocked: number;
            /** @description Given up on. */
            dead: number;
            /** @description Of companies that are put away, dead or not: they count nowhere else. */
            putAway: number;
            /** @description The backlog is larger than the counted part, which the numbers are of. */
            isPartial: boolean;
            /** @description For how long the first of those has been due, or results that events wait behind. */
            overdueSeconds: number;
        };
        ItemsBacklog: {
            /** @description Not told yet. */
            pending: number;
            /** @description Pleo did not take them: they wait for a person, and hold their job's final event back for a time. */
            dead: number;
            /** @description Those of the dead whose job was over at Pleo before it heard of them. */
            tooLate: number;
            /** @description Those of them that were successful: a booking was made, and Pleo will never hear of it. */
            bookedButNeverTold: number;
            /** @description There are more dead ones than are counted: the numbers are of the newest 100,000. */
            isPartial: boolean;
        };
        Failures: {
            /** @description 5xx, 408, 429, or no answer. */
            pleo: number;
            /** @description 401 and 403. */
            credential: number;
            /** @description Refused for their content: other 4xx. */
            us: number;
        };
        MinuteOfDeliveries: {
            /** @description Events that were delivered. */
            delivered: number;
            /** @description The median time from acceptance to delivery, in milliseconds; null without deliveries. */
            p50Ms: number | null;
            p99Ms: number | null;
            /**
             * Format: date-time
             * @description Its beginning.
             */
            at: string;
            failed: components["schemas"]["Failures"];
        };
        RecentDeliveries: {
            delivered: number;
            /** @description Events that these requests were made for, delivered since or not; 1000 is that many or more. */
            failedEvents: number;
            /** @description From accept to delivery, as in `minutes`. */
            p50Ms: number | null;
            p99Ms: number | null;
            failed: components["schemas"]["Failures"];
            /** @description The oldest first; the last one is under way. */
            minutes: components["schemas"]["MinuteOfDeliveries"][];
        };
        CurrentPause: {
            /**
             * @description `told_to_wait`: Pleo named a time. `credential_refused`: 401 or 403, or there is none to send with. `circuit_open`:
             *     many faults in a row. `by_hand`: a person said so, see POST /v1/deliveries/pause.
             * @enum {string}
             */
            kind: "told_to_wait" | "credential_refused" | "circuit_open" | "by_hand";
            /**
             * @description Who has to act: as in the verdict.
             * @enum {string}
             */
            responsible: "pleo" | "credential" | "customer" | "operator";
            /** @description Jobs whose first message waits for its end, up to 1000. */
            held: number;
            /** @description `default` is the credential of the settings. By hand: the id of a company, or `all`. */
            credential: string;
            /** @description What Pleo answered, or who paused and why, in a sentence. */
            reason: string;
            /** Format: date-time */
            since: string;
            /**
             * Format: date-time
             * @description When deliveries go on (`told_to_wait`, `by_hand`), or are tried again: never in the past. Null: that is being done
             *     (`isBeingTried`), nothing waits that could be tried, or a person has to act first.
             */
            until: string | null;
            /** @description A request is under way that may end the pause, or goes at once. */
            isBeingTried: boolean;
        };
        ExpiringJob: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            companyId: string | null;
            /** Format: date-time */
            expiresAt: string;
        };
        ExpiringJobs: {
            /** @description 1000 is that many or more. */
            count: number;
            /** @description The five that expire first. */
            first: components["schemas"]["ExpiringJob"][];
        };
        Overview: {
            oldest: components["schemas"]["OldestEvent"] | null;
            /**
             * Format: date-time
             * @description The database's clock.
             */
            at: string;
            verdict: components["schemas"]["Verdict"];
            backlog: components["schemas"]["Backlog"];
            items: components["schemas"]["ItemsBacklog"];
            lastHour: components["schemas"]["RecentDeliveries"];
            /** @description Those by hand first, then the first hundred others; of each those that hold up most. */
            pauses: components["schemas"]["CurrentPause"][];
            /** @description Why events are dead, the most frequent cause first. */
            deadCauses: components["schemas"]["DeadCause"][];
            /** @description The same of results of items, of the 10,000 that were reported last. */
            deadItemCauses: components["schemas"]["DeadItemCause"][];
            expiring: components["schemas"]["ExpiringJobs"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getCaller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The caller. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CurrentCaller"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listExportJobs: {
        parameters: {
            query?: {
                /** @description How many entries at most. */
                limit?: number;
                /** @description Which come first, by the time of the list: `newest` (default) or `oldest`. */
                order?: "newest" | "oldest";
                /** @description In one of these statuses; may be repeated. */
                status?: ("pending" | "in_progress" | "completed" | "completed_with_errors" | "failed")[];
                /** @description Pleo's name for `status`. */
                statuses?: ("pending" | "in_progress" | "completed" | "completed_with_errors" | "failed")[];
                /** @description Whose id begins so: what one remembers of an id, or has copied from a list that shortens it. */
                idPrefix?: string;
                companyId?: string;
                /** @description Pleo's name for `companyId`. */
                company_id?: string;
                /** @description What Pleo knows of the job, as in `delivery.status`. */
                deliveryStatus?: "pending" | "delivered" | "dead" | "discarded";
                /** @description Failed for one of these reasons; may be repeated. `job_expired` is the relay's own. */
                failureReasonType?: ("invalid_configuration" | "missing_configuration" | "authentication_failure" | "accounting_system_authentication_failure" | "pleo_rate_limit" | "accounting_system_rate_limit" | "service_unreachable" | "accounting_system_unreachable" | "validation_failure" | "authorization_failure" | "integration_unusable" | "job_expired" | "service_timeout" | "accounting_system_timeout" | "canceled_by_user")[];
                /**
                 * @description Whose next message waits for the end of a pause, by hand or not: of `all`, of a company's id, or of those that go
                 *     out with the `default` credential, as `pauses` of the overview names them.
                 */
                pauseOf?: string;
                /** @description `true`: jobs of companies that are put away; `false`: none of these, as the overview counts. */
                putAway?: boolean;
                /**
                 * @description Unfinished, and expiring within this many seconds unless a worker sends something. Those that expire first come
                 *     first, unless an `order` is given.
                 */
                expiringWithin?: number;
                createdAfter?: string;
                createdBefore?: string;
                /** @description The `endCursor` of the page before, in the same order. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobPage"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    registerExportJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterExportJob"];
            };
        };
        responses: {
            /** @description It was registered so before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            /** @description The job is registered. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExportJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    heartbeatOfExportJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job, with its new `expiresAt`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJob"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listExportJobItems: {
        parameters: {
            query?: {
                /** @description How many entries at most. */
                limit?: number;
                status?: "in_progress" | "successful" | "failed";
                deliveryStatus?: "pending" | "delivered" | "dead" | "discarded";
                /** @description The `endCursor` of the page before. */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of results. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobItemPage"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateExportJobItems: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateExportJobItem"][];
            };
        };
        responses: {
            /** @description The outcome of each entry, in the order of the body. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "accountingEntryId": "7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e",
                     *           "status": "successful",
                     *           "exportedAt": "2026-11-25T09:41:07.000Z",
                     *           "externalId": "voucher-4711",
                     *           "externalUrl": "https://ledger.example.com/vouchers/4711",
                     *           "failureReason": null,
                     *           "failureReasonType": null,
                     *           "exportJobId": "0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c",
                     *           "reportedAt": "2026-11-25T09:41:08.214Z",
                     *           "delivery": {
                     *             "status": "pending",
                     *             "deliveredAt": null,
                     *             "lastError": null
                     *           }
                     *         },
                     *         {
                     *           "accountingEntryId": "1f6b8e20-5c94-4d7b-9a83-6e0d2c4b7f15",
                     *           "status": "failed",
                     *           "failureReason": "The ledger has no account 6837.",
                     *           "failureReasonType": "account_unknown",
                     *           "exportedAt": null,
                     *           "externalId": null,
                     *           "externalUrl": null,
                     *           "exportJobId": "0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c",
                     *           "reportedAt": "2026-11-25T09:41:08.214Z",
                     *           "delivery": {
                     *             "status": "pending",
                     *             "deliveredAt": null,
                     *             "lastError": null
                     *           }
                     *         }
                     *       ],
                     *       "errors": [
                     *         {
                     *           "accountingEntryId": "c2a4e6f8-0b1d-4e3f-8a5c-7d9e0f1a2b3c",
                     *           "type": "EXPORT_ENTRY_STATUS_UPDATE_FAILED",
                     *           "message": "The first final result of an entry stands: this one is \"successful\" with the external id \"voucher-4690\"."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UpdatedExportJobItems"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeadExportJobItems: {
        parameters: {
            query?: {
                /** @description How many entries at most. */
                limit?: number;
                jobId?: string;
                /** @description Results of the jobs of this company. */
                companyId?: string;
                /** @description What became of them. `too_late`: Pleo's job was over before it heard of them. */
                outcome?: "refused" | "too_late" | "expired";
                /** @description `true`: results of companies that are put away; `false`: none of these, as the overview counts. */
                putAway?: boolean;
                reportedAfter?: string;
                reportedBefore?: string;
                /** @description Why Pleo did not take them, as `cause` in GET /v1/export-job-items/causes. */
                cause?: string;
                /** @description The `endCursor` of the page before. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of dead results. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadExportJobItemPage"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeadItemCauses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The causes, the most frequent one first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadItemCauses"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanySubscription"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is noted, or was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanySubscription"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    takePleoWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same for every try of one webhook. */
                "webhook-id"?: string;
                /** @description Seconds since 1970. */
                "webhook-timestamp"?: string;
                /** @description `v1,` and base64, several by spaces. */
                "webhook-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PleoWebhook"] | components["schemas"]["WrappedPleoWebhook"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The webhook is accepted, or was before. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description It is not authentic, or its time is too far from now.
             *
             *     The API key is missing or unknown (only where API_KEYS is set).
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    takeCompanyWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same for every try of one webhook. */
                "webhook-id"?: string;
                /** @description Seconds since 1970. */
                "webhook-timestamp"?: string;
                /** @description `v1,` and base64, several by spaces. */
                "webhook-signature"?: string;
            };
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PleoWebhook"] | components["schemas"]["WrappedPleoWebhook"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The webhook is accepted, or was before. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description It is not authentic, or its time is too far from now.
             *
             *     The API key is missing or unknown (only where API_KEYS is set).
             */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listExportJobEvents: {
        parameters: {
            query?: {
                deliveryStatus?: "pending" | "delivered" | "dead" | "discarded";
                /**
                 * @description Pending, and waiting for one of these, as in `delivery.waitingFor`; may be repeated. Two more words are for events
                 *     that nothing holds back: `under_way` (a request is being made) and `due` (next to be sent). Every pending event
                 *     waits for exactly one.
                 */
                waitingFor?: ("turn" | "retry" | "paused" | "blocked" | "put_away" | "under_way" | "due")[];
                jobId?: string;
                /** @description Events of the jobs of this company. */
                companyId?: string;
                event?: "started" | "failed" | "completed" | "completed_with_errors";
                /** @description Events that report a failure of one of these types; may be repeated. `job_expired` is the relay's own. */
                failureReasonType?: ("invalid_configuration" | "missing_configuration" | "authentication_failure" | "accounting_system_authentication_failure" | "pleo_rate_limit" | "accounting_system_rate_limit" | "service_unreachable" | "accounting_system_unreachable" | "validation_failure" | "authorization_failure" | "integration_unusable" | "job_expired" | "service_timeout" | "accounting_system_timeout" | "canceled_by_user")[];
                /** @description `true`: undelivered events of companies that are put away; `false`: none of these, as the overview counts. */
                putAway?: boolean;
                acceptedAfter?: string;
                acceptedBefore?: string;
                /** @description Dead, and for this reason, as in `delivery.outcome`. */
                outcome?: "refused" | "conflict" | "expired";
                /** @description Undelivered, and Pleo answered the last attempt with this HTTP status; 0: there was no answer. */
                lastStatusCode?: number;
                /** @description Undelivered, and the last attempt was made after this. */
                lastTriedAfter?: string;
                /** @description Undelivered, and the last attempt was made before this. */
                lastTriedBefore?: string;
                /** @description Delivered by a request that began at this time or later, as the overview counts them. */
                deliveredSince?: string;
                /** @description A request for it that began at this time or later failed, whatever became of it since. */
                failedSince?: string;
                /** @description How many entries at most. */
                limit?: number;
                /** @description Which come first, by the time of the list: `newest` (default) or `oldest`. */
                order?: "newest" | "oldest";
                /** @description Undelivered, and the error of the last answer has this `type`; empty: it has none. */
                lastErrorType?: string;
                /** @description The `endCursor` of the page before, in the same order. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEventPage"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createExportJobEvent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateExportJobEvent"];
            };
        };
        responses: {
            /** @description The same event was accepted before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The event is accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createExportJobEventV2: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateExportJobEvent"];
            };
        };
        responses: {
            /** @description The same event was accepted before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The event is accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createExportJobEventV3: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateExportJobEvent"];
            };
        };
        responses: {
            /** @description The same event was accepted before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The event is accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createExportJobEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EventBatch"];
            };
        };
        responses: {
            /** @description The outcome of each event, in the order of the batch. */
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventBatchResults"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getExportJobEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEventWithAttempts"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPleoExportJobItemsV2: {
        parameters: {
            query?: {
                /** @description Passed on: items in this status. */
                status?: "pending" | "in_progress" | "failed" | "successful" | "abandoned";
                /** @description Passed on: how many Pleo lists at most; it names no largest number. */
                limit?: number;
                /** @description Passed on: what lies behind a cursor, such as the `endCursor` of the page before. */
                after?: string;
                /** @description Passed on: what lies before a cursor. Not together with `after` or `offset`. */
                before?: string;
                /** @description Passed on: how many to leave out. Not together with a cursor. */
                offset?: number;
                /** @description Passed on: what Pleo sorts by; may be repeated. */
                sorting_keys?: string[];
                /** @description Passed on: `ASC` or `DESC`, also with `_NULLS_FIRST` or `_NULLS_LAST`; as many as `sorting_keys`. */
                sorting_order?: string[];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pleo’s own answer, as are those with other statuses of Pleo’s. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateExportJobItemsV2: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateExportJobItem"][];
            };
        };
        responses: {
            /** @description The outcome of each entry, in the order of the body. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "accountingEntryId": "7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e",
                     *           "status": "successful",
                     *           "exportedAt": "2026-11-25T09:41:07.000Z",
                     *           "externalId": "voucher-4711",
                     *           "externalUrl": "https://ledger.example.com/vouchers/4711",
                     *           "failureReason": null,
                     *           "failureReasonType": null,
                     *           "exportJobId": "0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c",
                     *           "reportedAt": "2026-11-25T09:41:08.214Z",
                     *           "delivery": {
                     *             "status": "pending",
                     *             "deliveredAt": null,
                     *             "lastError": null
                     *           }
                     *         },
                     *         {
                     *           "accountingEntryId": "1f6b8e20-5c94-4d7b-9a83-6e0d2c4b7f15",
                     *           "status": "failed",
                     *           "failureReason": "The ledger has no account 6837.",
                     *           "failureReasonType": "account_unknown",
                     *           "exportedAt": null,
                     *           "externalId": null,
                     *           "externalUrl": null,
                     *           "exportJobId": "0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c",
                     *           "reportedAt": "2026-11-25T09:41:08.214Z",
                     *           "delivery": {
                     *             "status": "pending",
                     *             "deliveredAt": null,
                     *             "lastError": null
                     *           }
                     *         }
                     *       ],
                     *       "errors": [
                     *         {
                     *           "accountingEntryId": "c2a4e6f8-0b1d-4e3f-8a5c-7d9e0f1a2b3c",
                     *           "type": "EXPORT_ENTRY_STATUS_UPDATE_FAILED",
                     *           "message": "The first final result of an entry stands: this one is \"successful\" with the external id \"voucher-4690\"."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UpdatedExportJobItems"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPleoExportJobItems: {
        parameters: {
            query?: {
                /** @description Passed on: items in this status. */
                status?: "pending" | "in_progress" | "failed" | "successful" | "abandoned";
                /** @description Passed on: how many Pleo lists at most; it names no largest number. */
                limit?: number;
                /** @description Passed on: what lies behind a cursor, such as the `endCursor` of the page before. */
                after?: string;
                /** @description Passed on: what lies before a cursor. Not together with `after` or `offset`. */
                before?: string;
                /** @description Passed on: how many to leave out. Not together with a cursor. */
                offset?: number;
                /** @description Passed on: what Pleo sorts by; may be repeated. */
                sorting_keys?: string[];
                /** @description Passed on: `ASC` or `DESC`, also with `_NULLS_FIRST` or `_NULLS_LAST`; as many as `sorting_keys`. */
                sorting_order?: string[];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pleo’s own answer, as are those with other statuses of Pleo’s. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    updateExportJobItemsV3: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateExportJobItem"][];
            };
        };
        responses: {
            /** @description The outcome of each entry, in the order of the body. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "data": [
                     *         {
                     *           "accountingEntryId": "7d0c2f5b-1a36-4a0e-8f57-2f9a6b1c3d4e",
                     *           "status": "successful",
                     *           "exportedAt": "2026-11-25T09:41:07.000Z",
                     *           "externalId": "voucher-4711",
                     *           "externalUrl": "https://ledger.example.com/vouchers/4711",
                     *           "failureReason": null,
                     *           "failureReasonType": null,
                     *           "exportJobId": "0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c",
                     *           "reportedAt": "2026-11-25T09:41:08.214Z",
                     *           "delivery": {
                     *             "status": "pending",
                     *             "deliveredAt": null,
                     *             "lastError": null
                     *           }
                     *         },
                     *         {
                     *           "accountingEntryId": "1f6b8e20-5c94-4d7b-9a83-6e0d2c4b7f15",
                     *           "status": "failed",
                     *           "failureReason": "The ledger has no account 6837.",
                     *           "failureReasonType": "account_unknown",
                     *           "exportedAt": null,
                     *           "externalId": null,
                     *           "externalUrl": null,
                     *           "exportJobId": "0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c",
                     *           "reportedAt": "2026-11-25T09:41:08.214Z",
                     *           "delivery": {
                     *             "status": "pending",
                     *             "deliveredAt": null,
                     *             "lastError": null
                     *           }
                     *         }
                     *       ],
                     *       "errors": [
                     *         {
                     *           "accountingEntryId": "c2a4e6f8-0b1d-4e3f-8a5c-7d9e0f1a2b3c",
                     *           "type": "EXPORT_ENTRY_STATUS_UPDATE_FAILED",
                     *           "message": "The first final result of an entry stands: this one is \"successful\" with the external id \"voucher-4690\"."
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["UpdatedExportJobItems"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finishExportJob: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["FinishExportJob"];
            };
        };
        responses: {
            /** @description The same event was accepted before. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The final event is accepted. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    claimExportJob: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ClaimExportJob"];
            };
        };
        responses: {
            /** @description The job, and the lease of the caller. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClaimedExportJob"];
                };
            };
            /** @description There is none. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    releaseExportJob: {
        parameters: {
            query?: never;
            header: {
                /** @description The `lease.token` of a claim: the request is taken only while that lease is live (else 409 `LEASE_LOST`). */
                "Lease-Token": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody has the job. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getTimelineOfExportJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The timeline. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listDeadCauses: {
        parameters: {
            query?: {
                /** @description Undelivered, and the last attempt was made after this. */
                lastTriedAfter?: string;
                /** @description Undelivered, and the last attempt was made before this. */
                lastTriedBefore?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The causes, the most frequent one first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadCauses"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliverExportJobEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeliverExportJobEvents"];
            };
        };
        responses: {
            /** @description How many events are due again, or would be. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedeliveryCount"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardExportJobEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscardExportJobEvents"];
            };
        };
        responses: {
            /** @description How many events are discarded, or would be. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscardCount"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliverExportJobEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event is due again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardExportJobEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscardExportJobEvent"];
            };
        };
        responses: {
            /** @description The event is discarded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportJobEvent"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliverExportJobItems: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RedeliverExportJobItems"];
            };
        };
        responses: {
            /** @description How many results are due again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadItemsCount"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discardExportJobItems: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscardExportJobItems"];
            };
        };
        responses: {
            /** @description How many results are discarded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadItemsCount"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPleoExportJobsV2: {
        parameters: {
            query?: {
                /** @description Passed on, and says with which credential Pleo is asked. */
                company_id?: string;
                /** @description Passed on: jobs in one of these statuses; may be repeated. */
                statuses?: ("pending" | "in_progress" | "completed" | "completed_with_errors" | "failed")[];
                /** @description Passed on: how many Pleo lists at most; it names no largest number. */
                limit?: number;
                /** @description Passed on: what lies behind a cursor, such as the `endCursor` of the page before. */
                after?: string;
                /** @description Passed on: what lies before a cursor. Not together with `after` or `offset`. */
                before?: string;
                /** @description Passed on: how many to leave out. Not together with a cursor. */
                offset?: number;
                /** @description Passed on: what Pleo sorts by; may be repeated. */
                sorting_keys?: string[];
                /** @description Passed on: `ASC` or `DESC`, also with `_NULLS_FIRST` or `_NULLS_LAST`; as many as `sorting_keys`. */
                sorting_order?: string[];
                /**
                 * @deprecated
                 * @description Passed on: one status. Pleo has given it up for `statuses`.
                 */
                status?: "pending" | "in_progress" | "completed" | "completed_with_errors" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pleo’s own answer, as are those with other statuses of Pleo’s. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createExportJobV2: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateExportJob"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Pleo’s own answer: the job is created, and registered here. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedExportJob"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPleoExportJobs: {
        parameters: {
            query?: {
                /** @description Passed on, and says with which credential Pleo is asked. */
                company_id?: string;
                /** @description Passed on: jobs in one of these statuses; may be repeated. */
                statuses?: ("pending" | "in_progress" | "completed" | "completed_with_errors" | "failed")[];
                /** @description Passed on: how many Pleo lists at most; it names no largest number. */
                limit?: number;
                /** @description Passed on: what lies behind a cursor, such as the `endCursor` of the page before. */
                after?: string;
                /** @description Passed on: what lies before a cursor. Not together with `after` or `offset`. */
                before?: string;
                /** @description Passed on: how many to leave out. Not together with a cursor. */
                offset?: number;
                /** @description Passed on: what Pleo sorts by; may be repeated. */
                sorting_keys?: string[];
                /** @description Passed on: `ASC` or `DESC`, also with `_NULLS_FIRST` or `_NULLS_LAST`; as many as `sorting_keys`. */
                sorting_order?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pleo’s own answer, as are those with other statuses of Pleo’s. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createExportJobV3: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateExportJob"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Pleo’s own answer: the job is created, and registered here. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedExportJob"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The status does not allow this. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "INVALID_EXPORT_JOB_STATUS_CHANGE",
                     *       "title": "The status does not allow this",
                     *       "status": 422,
                     *       "detail": "The job is \"completed\".",
                     *       "message": "The job is \"completed\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPleoExportJobV2: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pleo’s own answer, as are those with other statuses of Pleo’s. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPleoExportJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pleo’s own answer, as are those with other statuses of Pleo’s. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPleoExportItemsV2: {
        parameters: {
            query?: {
                /** @description Passed on, and says with which credential Pleo is asked: that of the job’s company. */
                job_id?: string;
                /** @description Passed on: how many Pleo lists at most; it names no largest number. */
                limit?: number;
                /** @description Passed on: what lies behind a cursor, such as the `endCursor` of the page before. */
                after?: string;
                /** @description Passed on: what lies before a cursor. Not together with `after` or `offset`. */
                before?: string;
                /** @description Passed on: how many to leave out. Not together with a cursor. */
                offset?: number;
                /** @description Passed on: what Pleo sorts by; may be repeated. */
                sorting_keys?: string[];
                /** @description Passed on: `ASC` or `DESC`, also with `_NULLS_FIRST` or `_NULLS_LAST`; as many as `sorting_keys`. */
                sorting_order?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pleo’s own answer, as are those with other statuses of Pleo’s. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPleoExportItems: {
        parameters: {
            query?: {
                /** @description Passed on, and says with which credential Pleo is asked: that of the job’s company. */
                job_id?: string;
                /** @description Passed on: how many Pleo lists at most; it names no largest number. */
                limit?: number;
                /** @description Passed on: what lies behind a cursor, such as the `endCursor` of the page before. */
                after?: string;
                /** @description Passed on: what lies before a cursor. Not together with `after` or `offset`. */
                before?: string;
                /** @description Passed on: how many to leave out. Not together with a cursor. */
                offset?: number;
                /** @description Passed on: what Pleo sorts by; may be repeated. */
                sorting_keys?: string[];
                /** @description Passed on: `ASC` or `DESC`, also with `_NULLS_FIRST` or `_NULLS_LAST`; as many as `sorting_keys`. */
                sorting_order?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Pleo’s own answer, as are those with other statuses of Pleo’s. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo cannot be reached, or its answer does not show the result of the request. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_UNREACHABLE",
                     *       "title": "Pleo cannot be reached, or its answer does not show the result of the request",
                     *       "status": 502,
                     *       "detail": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "message": "Pleo could not be reached: ECONNREFUSED. Nothing was sent.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Pleo did not answer. */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "PLEO_SILENT",
                     *       "title": "Pleo did not answer",
                     *       "status": 504,
                     *       "detail": "Pleo did not answer in time.",
                     *       "message": "Pleo did not answer in time.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyCredential"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetCredential"];
            };
        };
        responses: {
            /** @description It is stored, sealed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyCredential"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteCredential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted; this was its state. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyCredential"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startConsent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address for the person who gives the consent. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsentStarted"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCompanies: {
        parameters: {
            query?: {
                /** @description How many entries at most. */
                limit?: number;
                /** @description In this state. */
                state?: "put_away" | "no_credential" | "needs_consent" | "wrong" | "paused" | "connected";
                /** @description The `endCursor` of the page before, which is the id of a company. */
                after?: string;
                /** @description With this text in their note or id, in capitals or small letters. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of companies. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyPage"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCompany: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3c8f1d52-6b07-4e9a-b1d4-90a7e5c2f683",
                     *       "note": "Fjord Bakery ApS",
                     *       "state": "paused",
                     *       "credential": {
                     *         "type": "oauth",
                     *         "status": "active"
                     *       },
                     *       "subscription": null,
                     *       "lastDeliveredAt": "2026-11-25T09:41:07.000Z",
                     *       "waiting": 3,
                     *       "dead": 0,
                     *       "pause": {
                     *         "kind": "told_to_wait",
                     *         "reason": "Pleo answered 429: too many requests.",
                     *         "until": "2026-11-25T09:43:00.000Z",
                     *         "isOfAll": false
                     *       },
                     *       "putAway": null
                     *     }
                     */
                    "application/json": components["schemas"]["Company"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setCompany: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetCompany"];
            };
        };
        responses: {
            /** @description The company, with its note. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3c8f1d52-6b07-4e9a-b1d4-90a7e5c2f683",
                     *       "note": "Fjord Bakery ApS",
                     *       "state": "paused",
                     *       "credential": {
                     *         "type": "oauth",
                     *         "status": "active"
                     *       },
                     *       "subscription": null,
                     *       "lastDeliveredAt": "2026-11-25T09:41:07.000Z",
                     *       "waiting": 3,
                     *       "dead": 0,
                     *       "pause": {
                     *         "kind": "told_to_wait",
                     *         "reason": "Pleo answered 429: too many requests.",
                     *         "until": "2026-11-25T09:43:00.000Z",
                     *         "isOfAll": false
                     *       },
                     *       "putAway": null
                     *     }
                     */
                    "application/json": components["schemas"]["Company"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putCompanyAway: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutCompanyAway"];
            };
        };
        responses: {
            /** @description The company, put away. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3c8f1d52-6b07-4e9a-b1d4-90a7e5c2f683",
                     *       "note": "Fjord Bakery ApS",
                     *       "state": "put_away",
                     *       "credential": {
                     *         "type": "oauth",
                     *         "status": "active"
                     *       },
                     *       "subscription": null,
                     *       "lastDeliveredAt": "2026-11-25T09:41:07.000Z",
                     *       "waiting": 3,
                     *       "dead": 0,
                     *       "pause": null,
                     *       "putAway": {
                     *         "at": "2026-11-25T09:45:12.000Z",
                     *         "by": "ada",
                     *         "reason": "Changes its accounting system.",
                     *         "waiting": "park"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Company"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    takeCompanyBack: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                companyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company, not put away any more. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "3c8f1d52-6b07-4e9a-b1d4-90a7e5c2f683",
                     *       "note": "Fjord Bakery ApS",
                     *       "state": "paused",
                     *       "credential": {
                     *         "type": "oauth",
                     *         "status": "active"
                     *       },
                     *       "subscription": null,
                     *       "lastDeliveredAt": "2026-11-25T09:41:07.000Z",
                     *       "waiting": 3,
                     *       "dead": 0,
                     *       "pause": {
                     *         "kind": "told_to_wait",
                     *         "reason": "Pleo answered 429: too many requests.",
                     *         "until": "2026-11-25T09:43:00.000Z",
                     *         "isOfAll": false
                     *       },
                     *       "putAway": null
                     *     }
                     */
                    "application/json": components["schemas"]["Company"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listPauses: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandPauses"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PauseDeliveries"];
            };
        };
        responses: {
            /** @description The pause. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "companyId": "3c8f1d52-6b07-4e9a-b1d4-90a7e5c2f683",
                     *       "reason": "They move to a new accounting system.",
                     *       "since": "2026-11-27T16:02:11.000Z",
                     *       "until": "2099-11-30T06:00:00.000Z",
                     *       "pausedBy": "ada"
                     *     }
                     */
                    "application/json": components["schemas"]["HandPause"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It does not exist. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_NOT_FOUND",
                     *       "title": "It does not exist",
                     *       "status": 404,
                     *       "detail": "The export job is unknown.",
                     *       "message": "The export job is unknown.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResumeDeliveries"];
            };
        };
        responses: {
            /** @description Whether there was one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resumed"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "BODY_TOO_LARGE",
                     *       "title": "The body is too large",
                     *       "status": 413,
                     *       "detail": "The body may hold 64 KiB at most.",
                     *       "message": "The body may hold 64 KiB at most.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNSUPPORTED_MEDIA_TYPE",
                     *       "title": "The body is not JSON",
                     *       "status": 415,
                     *       "detail": "Send the body as \"Content-Type: application/json\".",
                     *       "message": "Send the body as \"Content-Type: application/json\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listNotices: {
        parameters: {
            query?: {
                /** @description How many entries at most. */
                limit?: number;
                /** @description With this status. */
                status?: "waiting" | "delivered" | "dead";
                /** @description The `endCursor` of the page before. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of notices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticePage"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliverNotices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are due. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticesCount"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testNotices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeWritten"];
                };
            };
            /** @description The request is not valid; `errors` lists every mistake. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "VALIDATION_FAILED",
                     *       "title": "The request is not valid",
                     *       "status": 400,
                     *       "detail": "must be a UUID",
                     *       "message": "must be a UUID",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11",
                     *       "errors": [
                     *         {
                     *           "pointer": "/jobId",
                     *           "detail": "must be a UUID"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It exists with other values. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "EXPORT_JOB_ALREADY_EXISTS",
                     *       "title": "It exists with other values",
                     *       "status": 409,
                     *       "detail": "It is registered with another expiresIn.",
                     *       "message": "It is registered with another expiresIn.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The overview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description The API key is missing or unknown (only where API_KEYS is set). */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "UNAUTHORIZED",
                     *       "title": "The API key is missing or unknown",
                     *       "status": 401,
                     *       "detail": "Send a valid API key.",
                     *       "message": "Send a valid API key.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key has too small a scope. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "FORBIDDEN",
                     *       "title": "The API key has too small a scope",
                     *       "status": 403,
                     *       "detail": "The route needs the scope \"write\".",
                     *       "message": "The route needs the scope \"write\".",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The API key sends more than RATE_LIMIT_PER_KEY: try again after `Retry-After` seconds. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "TOO_MANY_REQUESTS",
                     *       "title": "The API key sends more than RATE_LIMIT_PER_KEY",
                     *       "status": 429,
                     *       "detail": "The key \"worker\" may send 100 requests per second.",
                     *       "message": "The key \"worker\" may send 100 requests per second.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The relay cannot answer right now: try again after `Retry-After` seconds. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "SERVICE_UNAVAILABLE",
                     *       "title": "The relay cannot answer right now",
                     *       "status": 503,
                     *       "detail": "The database does not answer.",
                     *       "message": "The database does not answer.",
                     *       "instance": "/v1/export-job-events",
                     *       "requestId": "5d1f0c9e-8d5e-4d53-9d3f-0a2b8f6c7e11"
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description The process answers.
             *
             *     The Health Check is successful
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @example ok
                         * @enum {string}
                         */
                        status?: "ok" | "degraded";
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       }
                         *     }
                         */
                        info?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /** @example {} */
                        error?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       }
                         *     }
                         */
                        details?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
            };
            /** @description The Health Check is not successful */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @example error
                         * @enum {string}
                         */
                        status?: "error" | "shutting_down";
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       }
                         *     }
                         */
                        info?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /**
                         * @example {
                         *       "redis": {
                         *         "status": "down",
                         *         "message": "Could not connect",
                         *         "responseTime": 3005
                         *       }
                         *     }
                         */
                        error?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       },
                         *       "redis": {
                         *         "status": "down",
                         *         "message": "Could not connect",
                         *         "responseTime": 3005
                         *       }
                         *     }
                         */
                        details?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /**
             * @description Send requests here.
             *
             *     The Health Check is successful
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @example ok
                         * @enum {string}
                         */
                        status?: "ok" | "degraded";
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       }
                         *     }
                         */
                        info?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /** @example {} */
                        error?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       }
                         *     }
                         */
                        details?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
            };
            /**
             * @description Do not; `error` says why.
             *
             *     The Health Check is not successful
             */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * @example error
                         * @enum {string}
                         */
                        status?: "error" | "shutting_down";
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       }
                         *     }
                         */
                        info?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /**
                         * @example {
                         *       "redis": {
                         *         "status": "down",
                         *         "message": "Could not connect",
                         *         "responseTime": 3005
                         *       }
                         *     }
                         */
                        error?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        } | null;
                        /**
                         * @example {
                         *       "database": {
                         *         "status": "up",
                         *         "responseTime": 12
                         *       },
                         *       "redis": {
                         *         "status": "down",
                         *         "message": "Could not connect",
                         *         "responseTime": 3005
                         *       }
                         *     }
                         */
                        details?: {
                            [key: string]: {
                                /** @enum {string} */
                                status: "up" | "degraded" | "down";
                                /** @description Time the health indicator took to respond, in ms */
                                responseTime?: number;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                    };
                };
            };
        };
    };
    scrapeMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics in Prometheus’ text format. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
