//! Proves what can be proved of the history: revisions and versions are numbered without gaps, the
//! newest is what stands, every write has its entry in the audit, and what is deleted is gone.
//!
//! What was stored before the history was kept has no entry: the first of its kind, and older than
//! the first entry on any article.

use super::Violation;
use crate::store::pool::{statements, with_read};
use crate::store::{Store, StoreError};

statements! {
    REVISION_GAPS = "select article_id from revisions
        group by article_id
        having count(*) <> max(number) - min(number) + 1
            or (min(number) <> 1 and count(audit_id) = count(*))
        order by article_id";
    REVISIONS_OFF = "select a.id from articles a
        left join revisions r on r.article_id = a.id and r.number = a.revision
        where r.number is null or r.title <> a.title or r.body <> a.body
            or r.language <> a.language
            or coalesce(r.outlet, '') <> coalesce(a.outlet, '')
            or coalesce(r.author, '') <> coalesce(a.author, '')
            or coalesce(r.url, '') <> coalesce(a.url, '')
            or coalesce(r.published_on, '') <> coalesce(a.published_on, '')
            or exists (select 1 from revisions l
                where l.article_id = a.id and l.number > a.revision)
        order by a.id";
    REVISIONS_UNTOLD = "select r.article_id from revisions r
        left join audit u on u.id = r.audit_id and u.subject_kind = 'article'
            and u.subject_id = cast(r.article_id as text)
            and u.action = case when r.number = 1 then 'article posted' else 'article edited' end
        where u.id is null
          and (r.audit_id is not null
            or exists (select 1 from revisions e
                where e.article_id = r.article_id and e.number < r.number)
            or r.article_id >
                (select min(f.id) from audit f where f.subject_kind = 'article'))
        order by r.article_id";
    ENTRIES_WITHOUT_REVISION = "select u.id from audit u
        where u.subject_kind = 'article' and u.action in ('article posted', 'article edited')
          and not exists (select 1 from revisions r where r.audit_id = u.id)
        order by u.id";
    UNDEAD = "select t.article_id from tombstones t
        where exists (select 1 from articles a where a.id = t.article_id)
        order by t.article_id";
    UNBURIED = "select distinct r.article_id from revisions r
        where not exists (select 1 from articles a where a.id = r.article_id)
          and not exists (select 1 from tombstones t
            join audit u on u.id = t.audit_id and u.action = 'article deleted'
            where t.article_id = r.article_id and u.subject_id = cast(r.article_id as text))
        order by r.article_id";
    VERSION_GAPS = "select n.id from negotiations n
        left join catalog_versions v on v.negotiation_id = n.id
        group by n.id
        having count(v.number) <> coalesce(max(v.number), 0) or coalesce(min(v.number), 0) <> 1
            or count(v.audit_id) < count(*) - 2
        order by n.id";
    VERSIONS_OFF = "select n.id from negotiations n
        where not exists (select 1 from catalog_versions v
            join catalogs c on c.negotiation_id = v.negotiation_id and c.source = v.source
            where v.negotiation_id = n.id
              and v.number = (select max(l.number) from catalog_versions l
                where l.negotiation_id = n.id)
              and c.state = case when exists (select 1 from catalogs w
                    where w.negotiation_id = n.id and w.state = 'pending')
                then 'pending' else 'current' end)
        order by n.id";
}

/// Each statement lists ids of which this does not hold.
const PROOFS: [(&str, &str); 8] = [
    (REVISION_GAPS, "the revisions of article {} are not numbered without gaps"),
    (REVISIONS_OFF, "article {} does not equal its newest revision"),
    (REVISIONS_UNTOLD, "a revision of article {} has no entry in the audit"),
    (ENTRIES_WITHOUT_REVISION, "audit entry {} tells of a revision that is not kept"),
    (UNDEAD, "article {} is there, and has a tombstone"),
    (UNBURIED, "article {} is gone without a tombstone"),
    (VERSION_GAPS, "the catalog versions of negotiation {} are not numbered without gaps"),
    (VERSIONS_OFF, "the newest catalog version of negotiation {} is not the one that stands"),
];

impl Store {
    pub(super) async fn check_history(
        &self,
        violations: &mut Vec<Violation>,
    ) -> Result<(), StoreError> {
        for (statement, what) in PROOFS {
            let ids: Vec<i64> =
                with_read!(self, |pool| sqlx::query_scalar(statement).fetch_all(pool).await?);
            let told = ids.iter().map(|id| Violation(what.replace("{}", &id.to_string())));
            violations.extend(told);
        }
        Ok(())
    }
}
