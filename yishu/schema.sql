-- Written by tools/schema.py from the migrations; run it again after adding one.
CREATE SCHEMA hosted;

CREATE FUNCTION public.audit_require_epoch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    expected text := current_setting('yishu.epoch', true);
begin
    if expected <> '' and expected::bigint <> (select epoch from access_epoch where id = 1) then
        raise exception 'the epoch of access has moved' using errcode = 'YS001';
    end if;
    return null;
end
$$;

CREATE FUNCTION public.directories_is_open(state text, current_id bigint) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    select current_id is not null and coalesce((
        select case state when 'imported' then entry.openness <> 'closed' when 'published' then entry.openness = 'open' end
        from catalogue_entry entry where entry.id = current_id
    ), false)
$$;

CREATE FUNCTION public.directories_note_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
    was_listed boolean := false;
    was_open boolean := false;
    is_listed boolean := new.current_id is not null and new.state not in ('draft', 'withdrawn');
    is_open boolean := directories_is_open(new.state, new.current_id);
    what text;
begin
    if tg_op = 'UPDATE' then
        was_listed := old.current_id is not null and old.state not in ('draft', 'withdrawn');
        was_open := directories_is_open(old.state, old.current_id);
    end if;
    what := case
        when not was_listed and not is_listed then null
        when not is_listed then 'withdrawn'
        when new.state = 'imported' and not was_listed then 'imported'
        when not was_listed then 'published'
        when old.state = 'imported' and new.state = 'published' then 'published'
        when old.current_id is distinct from new.current_id then 'new_version'
        when new.state = 'suspended' then 'suspended'
        when old.state = 'suspended' then 'resumed'
        else 'new_version'
    end;
    if what is null then
        return null;
    end if;
    -- We are at the commit of our transaction. One after the other from here on: numbers are given in the order in which they are seen.
    perform pg_advisory_xact_lock(20141128, 8);
    insert into directories_change (at, resource_id, kind, version, name, was_open, is_open)
    select clock_timestamp(), new.id, what, entry.version, entry.name, was_open, is_open
    from catalogue_entry entry where entry.id = coalesce(new.current_id, old.current_id);
    return null;
end
$$;

CREATE FUNCTION public.sharing_give_back(of_grant uuid, of_kind text, amount bigint) RETURNS void
    LANGUAGE sql
    AS $$
    update sharing_allowance set used = greatest(0, used - amount)
    where grant_id = of_grant and kind = of_kind
        and (kind = 'total' or window_start >= date_trunc(of_kind, clock_timestamp(), 'Asia/Shanghai'))
$$;

CREATE FUNCTION public.sharing_hold(of_grant uuid, of_holder uuid, wanted integer, most integer, seconds integer) RETURNS integer
    LANGUAGE plpgsql
    AS $$
declare
    others bigint;
    held integer;
begin
    -- One after another for each grant: whoever comes next sees what we hold.
    perform pg_advisory_xact_lock(hashtextextended(of_grant::text, 20141129));
    select coalesce(sum(calls), 0) into others from sharing_share
    where grant_id = of_grant and holder <> of_holder and until > clock_timestamp();
    held := greatest(0, least(wanted, most - others));
    delete from sharing_share where grant_id = of_grant and (until <= clock_timestamp() or holder = of_holder);
    if held > 0 then
        insert into sharing_share (grant_id, holder, calls, until)
        values (of_grant, of_holder, held, clock_timestamp() + seconds * interval '1 second');
    end if;
    return held;
end $$;

CREATE FUNCTION public.sharing_take(of_grant uuid, of_kind text, wanted bigint, most bigint, OUT taken bigint, OUT ms_left integer) RETURNS record
    LANGUAGE plpgsql
    AS $$
declare
    now_there timestamptz;
    begun timestamptz;
    had bigint;
begin
    insert into sharing_allowance (grant_id, kind, window_start, used)
    values (of_grant, of_kind, '-infinity', 0) on conflict (grant_id, kind) do nothing;
    select window_start, used into begun, had from sharing_allowance
    where grant_id = of_grant and kind = of_kind for update;
    -- Asked once the row is ours: whoever waited for it counts in the window of now.
    now_there := clock_timestamp();
    if of_kind <> 'total' then
        if begun < date_trunc(of_kind, now_there, 'Asia/Shanghai') then
            begun := date_trunc(of_kind, now_there, 'Asia/Shanghai');
            had := 0;
        end if;
        ms_left := least(86400000, greatest(0, extract(epoch from begun + ('1 ' || of_kind)::interval - now_there) * 1000));
    end if;
    taken := greatest(0, least(wanted, most - had));
    update sharing_allowance set window_start = begun, used = had + taken where grant_id = of_grant and kind = of_kind;
end $$;

CREATE FUNCTION public.yishu_bigrams(folded text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select coalesce(array_agg(distinct gram), '{}')
    from (
        select substr(folded, n, 2) as gram from generate_series(1, length(folded) - 1) as n
        union all
        select substr(folded, n, 1) from generate_series(1, length(folded)) as n
    ) as grams
    where gram !~ '\s'
$$;

CREATE FUNCTION public.yishu_extent(geometry text) RETURNS box
    LANGUAGE sql IMMUTABLE STRICT COST 20 PARALLEL SAFE
    AS $$
    select case
        when left(geometry, 15) = '{"type":"Point"' then box(substring(geometry from '\[([^]]*)]')::point)
        else substring(left(geometry, 200) from '"bbox":\[([^]]*)]')::box
    end
$$;

CREATE FUNCTION public.yishu_folded(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    select regexp_replace(lower(normalize(name, NFKC)), '\s+', '', 'g')
$$;

CREATE FUNCTION public.yishu_folded_names(name text, aliases text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select array_agg(regexp_replace(lower(normalize(word, NFKC)), '\s+', '', 'g') order by n)
    from unnest(array_prepend(name, aliases)) with ordinality as words (word, n)
$$;

CREATE FUNCTION public.yishu_masked(kind text, value text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select case
        when value is null then null
        when btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000') = '' then ''
        when kind = 'name' then left(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 1) || '*'
        when kind = 'identity' then case
            when length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) >= 15
                then left(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 6) || repeat('*', length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) - 10) || right(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 4)
            when length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) >= 7
                then left(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 1) || repeat('*', length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) - 3) || right(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 2)
            when length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) > 1 then repeat('*', length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) - 1) || right(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 1)
            else '*'
        end
        when kind = 'phone' then case
            when length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) >= 11
                then left(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 3) || repeat('*', length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) - 7) || right(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 4)
            when length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) > 2 then repeat('*', length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) - 2) || right(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 2)
            when length(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000')) = 2 then '*' || right(btrim(value, E'\u0009\u000a\u000b\u000c\u000d\u001c\u001d\u001e\u001f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'), 1)
            else '*'
        end
        else '****'
    end
$$;

CREATE FUNCTION public.yishu_names_pairs(name text, aliases text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select coalesce(array_agg(distinct substr(word, at, 2)), '{}')
    from (
        select regexp_replace(lower(normalize(given, NFKC)), '\s+', '', 'g') as word
        from unnest(array_prepend(name, aliases)) as given
    ) as words, generate_series(1, length(word) - 1) as at
$$;

CREATE FUNCTION public.yishu_standing(state text, popularity bigint, last_updated timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    select (case when state = 'published' then 1::bigint else 0 end << 56)
        + (least(greatest(popularity, 0), 4294967295) << 16)
        + coalesce(least(greatest((extract(year from last_updated at time zone 'Asia/Shanghai') * 12
            + extract(month from last_updated at time zone 'Asia/Shanghai'))::bigint, 0), 65535), 0)
$$;

CREATE FUNCTION public.yishu_terms(search_text text, facets text[], state text, provider_name text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT COST 10000 PARALLEL SAFE
    AS $$
    select characters
        || array(select a || b from unnest(characters, characters[2:]) as pair (a, b) where a > ' ' and b > ' ')
        || facets || ('state=' || state) || ('provider=' || provider_name)
        || case when state = 'imported' and not facets @> '{openness=closed}' or state = 'published' and facets @> '{openness=open}' then '{seen=public}'::text[] else '{}' end
    from string_to_array(search_text, null) as characters
$$;

CREATE TABLE public.access_epoch (
    id smallint NOT NULL,
    epoch bigint NOT NULL,
    CONSTRAINT access_epoch_id_check CHECK ((id >= 0)),
    CONSTRAINT access_epoch_one_row CHECK ((id = 1))
);

CREATE TABLE public.access_guess (
    who bytea NOT NULL,
    caller character varying(60) NOT NULL,
    resource character varying(60) NOT NULL,
    item character varying(48) NOT NULL,
    day date NOT NULL,
    wrong bytea[] NOT NULL,
    full_at timestamp with time zone
);

CREATE TABLE public.access_miss (
    id bigint NOT NULL,
    caller character varying(60) NOT NULL,
    resource character varying(60) NOT NULL,
    day date NOT NULL,
    count bigint NOT NULL
);

ALTER TABLE public.access_miss ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.access_miss_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.access_result_sheet (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    check_code character varying(12) NOT NULL,
    call character varying(120) NOT NULL,
    receipt character varying(120) NOT NULL,
    issued_by character varying(60) NOT NULL,
    issued_by_name character varying(120) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    agency character varying(18) NOT NULL,
    agency_name character varying(120) NOT NULL,
    resource character varying(60) NOT NULL,
    resource_name character varying(200) NOT NULL,
    provider_name character varying(120) NOT NULL,
    mode character varying(6) NOT NULL,
    version bigint NOT NULL,
    subjects smallint NOT NULL,
    whole boolean NOT NULL,
    sha256 character varying(64) NOT NULL,
    CONSTRAINT access_result_sheet_subjects_check CHECK ((subjects >= 0))
);

ALTER TABLE public.access_result_sheet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.access_result_sheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.access_run (
    id bigint NOT NULL,
    caller character varying(60) NOT NULL,
    resource character varying(60) NOT NULL,
    duty character varying(200) NOT NULL,
    hour timestamp with time zone NOT NULL,
    longest integer NOT NULL,
    CONSTRAINT access_run_longest_check CHECK ((longest >= 0))
);

ALTER TABLE public.access_run ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.access_run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.access_sandbox_use (
    id bigint NOT NULL,
    caller character varying(60) NOT NULL,
    resource character varying(60) NOT NULL,
    day date NOT NULL,
    calls bigint NOT NULL,
    subjects bigint NOT NULL
);

ALTER TABLE public.access_sandbox_use ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.access_sandbox_use_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accountability_handedduty (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    agency_id bigint NOT NULL,
    handover_id bigint NOT NULL
);

ALTER TABLE public.accountability_handedduty ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accountability_handedduty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.accountability_responsibility (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    since timestamp with time zone NOT NULL,
    named_by_name character varying(120) NOT NULL,
    agency_id bigint NOT NULL,
    deputy_id bigint,
    person_id bigint NOT NULL,
    CONSTRAINT accountability_deputy_is_another CHECK ((NOT ((person_id = deputy_id) AND (deputy_id IS NOT NULL))))
);

ALTER TABLE public.accountability_responsibility ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accountability_responsibility_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agencies_agency (
    id bigint NOT NULL,
    code character varying(18) NOT NULL,
    code_origin character varying(10) NOT NULL,
    name character varying(120) NOT NULL,
    short_name character varying(60) NOT NULL,
    kind character varying(16) NOT NULL,
    tier character varying(10) NOT NULL,
    is_coordinator boolean NOT NULL,
    is_active boolean NOT NULL,
    catalogue_prefix character varying(9),
    division_id character varying(6) NOT NULL,
    parent_id bigint
);

ALTER TABLE public.agencies_agency ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agencies_agency_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agencies_applicationsystem (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    scopes jsonb NOT NULL,
    is_active boolean NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL,
    contact_name text NOT NULL,
    contact_phone text NOT NULL,
    contractor character varying(120) NOT NULL
);

ALTER TABLE public.agencies_applicationsystem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agencies_applicationsystem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agencies_appointment (
    id bigint NOT NULL,
    role character varying(24) NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.agencies_appointment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agencies_appointment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agencies_delegation (
    id bigint NOT NULL,
    roles character varying(24)[] NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    reason character varying(200) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by character varying(60) NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(60) NOT NULL,
    deputy_id bigint NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.agencies_delegation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agencies_delegation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agencies_duty (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    agency_id bigint NOT NULL
);

ALTER TABLE public.agencies_duty ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agencies_duty_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agencies_key (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    prefix character varying(12) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    issued_by character varying(60) NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    system_id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    last_used_at timestamp with time zone,
    name character varying(60) NOT NULL,
    public_key bytea,
    scopes jsonb
);

ALTER TABLE public.agencies_key ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agencies_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agencies_person (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    login character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    is_active boolean NOT NULL,
    agency_id bigint NOT NULL,
    generation integer NOT NULL,
    CONSTRAINT agencies_person_generation_check CHECK ((generation >= 0))
);

ALTER TABLE public.agencies_person ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agencies_person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.agencies_seennonce (
    id bigint NOT NULL,
    nonce character varying(64) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    key_id bigint NOT NULL
);

ALTER TABLE public.agencies_seennonce ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.agencies_seennonce_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.archiving_archiverule (
    id bigint NOT NULL,
    each character varying(8) NOT NULL,
    days integer,
    newest integer,
    reason text NOT NULL,
    set_by character varying(60) NOT NULL,
    set_by_name character varying(120) NOT NULL,
    set_at timestamp with time zone NOT NULL,
    failing_since timestamp with time zone,
    resource_id bigint NOT NULL,
    CONSTRAINT archiving_archiverule_days_check CHECK ((days >= 0)),
    CONSTRAINT archiving_archiverule_newest_check CHECK ((newest >= 0)),
    CONSTRAINT archiving_rule_keeps_something CHECK ((((days IS NULL) OR (days >= 1)) AND ((newest IS NULL) OR (newest >= 1))))
);

ALTER TABLE public.archiving_archiverule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.archiving_archiverule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.archiving_versionfile (
    id bigint NOT NULL,
    version bigint NOT NULL,
    "table" character varying(63) NOT NULL,
    name character varying(200) NOT NULL,
    state character varying(8) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    records bigint NOT NULL,
    size bigint NOT NULL,
    digest character varying(64) NOT NULL,
    written_at timestamp with time zone,
    receipt character varying(120) NOT NULL,
    fault character varying(8) DEFAULT ''::character varying NOT NULL,
    fault_at timestamp with time zone,
    entry_id bigint NOT NULL,
    holding_id bigint NOT NULL,
    CONSTRAINT archiving_kept_is_whole CHECK ((((state)::text = 'writing'::text) OR ((NOT ((digest)::text = ''::text)) AND (size > 0) AND (written_at IS NOT NULL))))
);

ALTER TABLE public.archiving_versionfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.archiving_versionfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assembling_assembled (
    key text NOT NULL,
    winners smallint[] NOT NULL,
    differing smallint[],
    assembly_id bigint NOT NULL
);

CREATE TABLE public.assembling_assembly (
    id bigint NOT NULL,
    subjects character varying(5) NOT NULL,
    origins character varying(48) NOT NULL,
    keys jsonb NOT NULL,
    items jsonb NOT NULL,
    round bigint NOT NULL,
    figures jsonb NOT NULL,
    wanted_at timestamp with time zone,
    wants_all boolean NOT NULL,
    looked_at timestamp with time zone,
    assembled_at timestamp with time zone,
    failed_at timestamp with time zone,
    refusal jsonb NOT NULL,
    declared_by character varying(60) NOT NULL,
    declared_by_name character varying(120) NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(60) NOT NULL,
    ended_by_name character varying(120) NOT NULL,
    resource_id bigint NOT NULL
);

ALTER TABLE public.assembling_assembly ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assembling_assembly_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assembling_source (
    id bigint NOT NULL,
    place smallint NOT NULL,
    caller character varying(60) NOT NULL,
    caller_name character varying(120) NOT NULL,
    "grant" character varying(36) NOT NULL,
    keys jsonb NOT NULL,
    items jsonb NOT NULL,
    taken_version bigint,
    taken_at timestamp with time zone,
    records bigint NOT NULL,
    shows character varying(64) NOT NULL,
    receipt character varying(120) NOT NULL,
    failed_at timestamp with time zone,
    refusal jsonb NOT NULL,
    assembly_id bigint NOT NULL,
    resource_id bigint NOT NULL,
    CONSTRAINT assembling_source_place_check CHECK ((place >= 0))
);

ALTER TABLE public.assembling_source ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assembling_source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assembling_taken (
    key text NOT NULL,
    keys text[] NOT NULL,
    "values" text[] NOT NULL,
    versions bigint[] NOT NULL,
    source_id bigint NOT NULL
);

CREATE TABLE public.assembling_touched (
    key text NOT NULL,
    keys text[] NOT NULL,
    assembly_id bigint NOT NULL
);

CREATE TABLE public.assessment_assessment (
    id bigint NOT NULL,
    period character varying(6) NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    state character varying(12) NOT NULL,
    audience character varying(10) NOT NULL,
    computed_at timestamp with time zone NOT NULL,
    cutoff timestamp with time zone NOT NULL,
    objections_until date,
    signed_by character varying(60) NOT NULL,
    cosigned_by character varying(60) NOT NULL,
    published_at timestamp with time zone,
    scheme_id bigint NOT NULL
);

ALTER TABLE public.assessment_assessment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_assessment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_consequence (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    measure character varying(12) NOT NULL,
    below smallint NOT NULL,
    proposal_zh character varying(200) NOT NULL,
    proposal_en character varying(200) NOT NULL,
    scheme_id bigint NOT NULL,
    CONSTRAINT assessment_consequence_below_check CHECK ((below >= 0)),
    CONSTRAINT assessment_consequence_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.assessment_consequence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_consequence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_figure (
    id bigint NOT NULL,
    part bigint,
    whole bigint,
    points numeric(5,2),
    weight numeric(5,2) NOT NULL,
    corrected boolean NOT NULL,
    indicator_id bigint NOT NULL,
    score_id bigint NOT NULL
);

ALTER TABLE public.assessment_figure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_figure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_figurerow (
    id bigint NOT NULL,
    ref character varying(80) NOT NULL,
    name character varying(200) NOT NULL,
    other character varying(120) NOT NULL,
    due date,
    day date,
    number bigint,
    counted boolean NOT NULL,
    figure_id bigint NOT NULL
);

ALTER TABLE public.assessment_figurerow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_figurerow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_finding (
    id bigint NOT NULL,
    text text NOT NULL,
    basis character varying(120) NOT NULL,
    state character varying(10) NOT NULL,
    due date,
    found_at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL,
    responsible_id bigint,
    inspection_id bigint NOT NULL
);

ALTER TABLE public.assessment_finding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_findingstep (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying(10) NOT NULL,
    actor_name character varying(120) NOT NULL,
    agency_name character varying(120) NOT NULL,
    text text NOT NULL,
    due date,
    finding_id bigint NOT NULL
);

ALTER TABLE public.assessment_findingstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_findingstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_indicator (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    code character varying(24) NOT NULL,
    measure character varying(12) NOT NULL,
    name_zh character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    formula character varying(8) NOT NULL,
    weight smallint NOT NULL,
    target bigint,
    basis_zh character varying(200) NOT NULL,
    basis_en character varying(200) NOT NULL,
    scheme_id bigint NOT NULL,
    CONSTRAINT assessment_indicator_position_check CHECK (("position" >= 0)),
    CONSTRAINT assessment_indicator_target_check CHECK ((target >= 0)),
    CONSTRAINT assessment_indicator_weight_check CHECK ((weight >= 0))
);

ALTER TABLE public.assessment_indicator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_indicator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_inspection (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    title character varying(120) NOT NULL,
    topics text NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    state character varying(10) NOT NULL,
    planned_by character varying(60) NOT NULL,
    planned_by_name character varying(120) NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    agreed_by_name character varying(120) NOT NULL,
    agreed_at timestamp with time zone,
    closed_by_name character varying(120) NOT NULL,
    closed_at timestamp with time zone
);

CREATE TABLE public.assessment_inspection_agencies (
    id bigint NOT NULL,
    inspection_id bigint NOT NULL,
    agency_id bigint NOT NULL
);

ALTER TABLE public.assessment_inspection_agencies ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_inspection_agencies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.assessment_inspection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_inspection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_inspectionrequest (
    id bigint NOT NULL,
    text text NOT NULL,
    about character varying(120) NOT NULL,
    path character varying(200) NOT NULL,
    asked_by character varying(60) NOT NULL,
    asked_by_name character varying(120) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    answer text NOT NULL,
    answered_by_name character varying(120) NOT NULL,
    answered_at timestamp with time zone,
    agency_id bigint NOT NULL,
    inspection_id bigint
);

ALTER TABLE public.assessment_inspectionrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_inspectionrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_objection (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    state character varying(10) NOT NULL,
    reason text NOT NULL,
    raised_by character varying(60) NOT NULL,
    raised_by_name character varying(120) NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    due date NOT NULL,
    due_provisional boolean NOT NULL,
    answer text NOT NULL,
    answered_by_name character varying(120) NOT NULL,
    answered_at timestamp with time zone,
    part_before bigint,
    whole_before bigint,
    part_after bigint,
    whole_after bigint,
    figure_id bigint NOT NULL
);

ALTER TABLE public.assessment_objection ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_objection_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_proposal (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    points numeric(5,2) NOT NULL,
    reason_zh text NOT NULL,
    reason_en text NOT NULL,
    drawn_by character varying(60) NOT NULL,
    drawn_by_name character varying(120) NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    altered_to text NOT NULL,
    decision_reason text NOT NULL,
    decided_by_name character varying(120) NOT NULL,
    decided_at timestamp with time zone,
    rule_id bigint NOT NULL,
    score_id bigint NOT NULL
);

ALTER TABLE public.assessment_proposal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_proposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_scheme (
    id bigint NOT NULL,
    version integer NOT NULL,
    audience character varying(10) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by character varying(60) NOT NULL,
    made_by_name character varying(120) NOT NULL,
    reason text NOT NULL,
    CONSTRAINT assessment_scheme_version_check CHECK ((version >= 0))
);

ALTER TABLE public.assessment_scheme ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_scheme_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_score (
    id bigint NOT NULL,
    total numeric(5,2),
    rank integer,
    suggestion_zh text NOT NULL,
    suggestion_en text NOT NULL,
    suggestion_edited_by character varying(120) NOT NULL,
    confirmed_by_name character varying(120) NOT NULL,
    confirmed_at timestamp with time zone,
    agency_id bigint NOT NULL,
    assessment_id bigint NOT NULL,
    CONSTRAINT assessment_score_rank_check CHECK ((rank >= 0))
);

ALTER TABLE public.assessment_score ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_score_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.assessment_step (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying(24) NOT NULL,
    actor_name character varying(120) NOT NULL,
    note text NOT NULL,
    assessment_id bigint NOT NULL
);

ALTER TABLE public.assessment_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.assessment_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_archived_month (
    id bigint NOT NULL,
    part character varying(63) NOT NULL,
    lower uuid,
    upper uuid NOT NULL,
    name character varying(120) NOT NULL,
    state character varying(8) NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    records bigint NOT NULL,
    size bigint NOT NULL,
    digest character varying(64) NOT NULL,
    blocks bytea NOT NULL,
    seen bigint NOT NULL,
    recent bigint NOT NULL,
    kept_at timestamp with time zone,
    receipt character varying(120) NOT NULL,
    spare character varying(120) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE public.audit_archived_month ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_archived_month_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_block (
    number bigint NOT NULL,
    lowest uuid NOT NULL,
    highest uuid NOT NULL,
    version smallint DEFAULT 0 NOT NULL
);

CREATE TABLE public.audit_case_use (
    case_number character varying(200) NOT NULL,
    record uuid NOT NULL
);

CREATE TABLE public.audit_checkpoint (
    size bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    note text NOT NULL
);

CREATE TABLE public.audit_cosignature (
    id bigint NOT NULL,
    size bigint NOT NULL,
    witness character varying(120) NOT NULL,
    line text NOT NULL,
    at timestamp with time zone NOT NULL
);

ALTER TABLE public.audit_cosignature ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_cosignature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_leaf (
    index bigint NOT NULL,
    record uuid NOT NULL
);

CREATE TABLE public.audit_ledger (
    id smallint NOT NULL,
    upto bigint NOT NULL,
    cases bigint DEFAULT 0 NOT NULL,
    CONSTRAINT audit_ledger_one CHECK ((id = 1))
);

CREATE TABLE public.audit_log (
    id smallint NOT NULL,
    size bigint NOT NULL,
    suite character varying(8) NOT NULL,
    seen bigint NOT NULL,
    open bigint[] NOT NULL,
    base bigint NOT NULL,
    cluster character varying(32) NOT NULL,
    older uuid,
    CONSTRAINT audit_log_one CHECK ((id = 1))
);

CREATE TABLE public.audit_log_key (
    verifier character varying(200) NOT NULL,
    since timestamp with time zone NOT NULL
);

CREATE TABLE public.audit_posting (
    kind character varying(10) NOT NULL,
    value character varying(60) NOT NULL,
    block bigint NOT NULL,
    places bit(16384) NOT NULL
);

CREATE TABLE public.audit_record (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    action character varying(40) NOT NULL,
    outcome character varying(10) NOT NULL,
    actor character varying(60) NOT NULL,
    agency character varying(40) NOT NULL,
    resource character varying(60) NOT NULL,
    target character varying(80) NOT NULL,
    grant_id character varying(40) NOT NULL,
    case_number character varying(200) NOT NULL,
    subjects bytea NOT NULL,
    body text NOT NULL,
    salt bytea NOT NULL,
    leaf bytea NOT NULL,
    moment bigint DEFAULT txid_current(),
    personal bytea
)
PARTITION BY RANGE (id);

CREATE TABLE public.audit_record_other (
    id uuid CONSTRAINT audit_record_id_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT audit_record_at_not_null NOT NULL,
    action character varying(40) CONSTRAINT audit_record_action_not_null NOT NULL,
    outcome character varying(10) CONSTRAINT audit_record_outcome_not_null NOT NULL,
    actor character varying(60) CONSTRAINT audit_record_actor_not_null NOT NULL,
    agency character varying(40) CONSTRAINT audit_record_agency_not_null NOT NULL,
    resource character varying(60) CONSTRAINT audit_record_resource_not_null NOT NULL,
    target character varying(80) CONSTRAINT audit_record_target_not_null NOT NULL,
    grant_id character varying(40) CONSTRAINT audit_record_grant_id_not_null NOT NULL,
    case_number character varying(200) CONSTRAINT audit_record_case_number_not_null NOT NULL,
    subjects bytea CONSTRAINT audit_record_subjects_not_null NOT NULL,
    body text CONSTRAINT audit_record_body_not_null NOT NULL,
    salt bytea CONSTRAINT audit_record_salt_not_null NOT NULL,
    leaf bytea CONSTRAINT audit_record_leaf_not_null NOT NULL,
    moment bigint DEFAULT txid_current(),
    personal bytea
);

CREATE TABLE public.audit_refusal_count (
    id bigint NOT NULL,
    source character varying(64) NOT NULL,
    minute timestamp with time zone NOT NULL,
    code character varying(40) NOT NULL,
    count bigint NOT NULL
);

ALTER TABLE public.audit_refusal_count ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_refusal_count_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_stamp (
    id bigint NOT NULL,
    size bigint NOT NULL,
    address character varying(200) NOT NULL,
    authority character varying(200) NOT NULL,
    serial character varying(40) NOT NULL,
    not_later timestamp with time zone NOT NULL,
    answer bytea NOT NULL
);

ALTER TABLE public.audit_stamp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_stamp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.audit_subject_list (
    record uuid NOT NULL,
    sealed bytea NOT NULL,
    hashes bytea
);

CREATE TABLE public.audit_subject_use (
    subject bytea NOT NULL,
    record uuid NOT NULL
);

CREATE TABLE public.audit_tile (
    level smallint NOT NULL,
    number bigint NOT NULL,
    hashes bytea NOT NULL
);
ALTER TABLE ONLY public.audit_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE public.audit_witness (
    name character varying(120) NOT NULL,
    verifier character varying(200) NOT NULL,
    since timestamp with time zone NOT NULL
);

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cases_case (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    subject text NOT NULL,
    subject_shown character varying(200) NOT NULL,
    opened_by character varying(60) NOT NULL,
    opened_by_name character varying(120) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    closed_at timestamp with time zone,
    matter_id bigint NOT NULL
);

ALTER TABLE public.cases_case ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_case_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cases_casecounter (
    day date NOT NULL,
    next integer NOT NULL,
    CONSTRAINT cases_casecounter_next_check CHECK ((next >= 0))
);

CREATE TABLE public.cases_casestep (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    began_at timestamp with time zone,
    case_id bigint NOT NULL,
    step_id bigint NOT NULL
);

ALTER TABLE public.cases_casestep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_casestep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cases_draw (
    id bigint NOT NULL,
    items character varying(48)[] NOT NULL,
    found boolean NOT NULL,
    receipt character varying(120) NOT NULL,
    refusal character varying(60) NOT NULL,
    drawn_by_name character varying(120) NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    case_step_id bigint NOT NULL,
    need_id bigint NOT NULL
);

ALTER TABLE public.cases_draw ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_draw_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cases_event (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying(10) NOT NULL,
    step_name character varying(120) NOT NULL,
    actor_name character varying(120) NOT NULL,
    agency_name character varying(120) NOT NULL,
    note text NOT NULL,
    case_id bigint NOT NULL,
    receipt character varying(120) DEFAULT ''::character varying NOT NULL
);

ALTER TABLE public.cases_event ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cases_matter (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    note character varying(300) NOT NULL,
    key_kind character varying(24) NOT NULL,
    registered_by character varying(60) NOT NULL,
    registered_by_name character varying(120) NOT NULL,
    registered_at timestamp with time zone NOT NULL
);

ALTER TABLE public.cases_matter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_matter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cases_need (
    id bigint NOT NULL,
    items character varying(48)[] NOT NULL,
    resource_id bigint NOT NULL,
    step_id bigint NOT NULL
);

ALTER TABLE public.cases_need ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_need_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.cases_step (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    name character varying(120) NOT NULL,
    duty character varying(200) NOT NULL,
    agency_id bigint NOT NULL,
    matter_id bigint NOT NULL,
    CONSTRAINT cases_step_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.cases_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cases_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalogue_codecounter (
    prefix character varying(20) NOT NULL,
    next integer NOT NULL,
    CONSTRAINT catalogue_codecounter_next_check CHECK ((next >= 0))
);

CREATE TABLE public.catalogue_dutyholding (
    id bigint NOT NULL,
    linked_by character varying(60) NOT NULL,
    linked_by_name character varying(120) NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    duty_id bigint NOT NULL,
    resource_id bigint NOT NULL
);

ALTER TABLE public.catalogue_dutyholding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_dutyholding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalogue_entry (
    id bigint NOT NULL,
    version integer NOT NULL,
    status character varying(24) NOT NULL,
    name character varying(200) NOT NULL,
    summary text NOT NULL,
    format character varying(16) NOT NULL,
    category character varying(16) NOT NULL,
    condition text NOT NULL,
    legal_basis text NOT NULL,
    scope character varying(200) NOT NULL,
    modes character varying(10)[] NOT NULL,
    cycle character varying(12) NOT NULL,
    cycle_note character varying(200) NOT NULL,
    timeliness character varying(200) NOT NULL,
    provision character varying(16) NOT NULL,
    openness character varying(12) NOT NULL,
    open_condition character varying(300) NOT NULL,
    domain character varying(120) NOT NULL,
    tags character varying(60)[] NOT NULL,
    key_kind character varying(24) NOT NULL,
    case_required boolean NOT NULL,
    collection_rule text NOT NULL,
    source_url character varying(500) NOT NULL,
    imported_fields jsonb NOT NULL,
    drafted_by character varying(60) NOT NULL,
    submitted_by character varying(60) NOT NULL,
    submitted_at timestamp with time zone,
    opinion text NOT NULL,
    published_by character varying(60) NOT NULL,
    published_at timestamp with time zone,
    resource_id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    base_database character varying(16) NOT NULL,
    digitisation character varying(10) NOT NULL,
    digitisation_due date,
    digitisation_plan text NOT NULL,
    matters character varying(120)[] NOT NULL,
    related character varying(40)[] NOT NULL,
    second_source_law character varying(300) NOT NULL,
    standards character varying(60)[] NOT NULL,
    subject_scope character varying(120) NOT NULL,
    territory character varying(6) NOT NULL,
    CONSTRAINT catalogue_entry_version_check CHECK ((version >= 0))
);

ALTER TABLE public.catalogue_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalogue_holdingexemption (
    id bigint NOT NULL,
    law character varying(200) NOT NULL,
    article character varying(60) NOT NULL,
    reason text NOT NULL,
    cited_by character varying(60) NOT NULL,
    cited_by_name character varying(120) NOT NULL,
    cited_at timestamp with time zone NOT NULL,
    duty_id bigint NOT NULL
);

ALTER TABLE public.catalogue_holdingexemption ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_holdingexemption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalogue_item (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    code character varying(48) NOT NULL,
    name character varying(120) NOT NULL,
    type character varying(10) NOT NULL,
    length integer,
    meaning character varying(300) NOT NULL,
    sensitivity character varying(10) NOT NULL,
    data_element character varying(60) NOT NULL,
    codes jsonb NOT NULL,
    is_key boolean NOT NULL,
    required boolean NOT NULL,
    entry_id bigint NOT NULL,
    folded text GENERATED ALWAYS AS (public.yishu_folded((name)::text)) STORED,
    code_list character varying(60) NOT NULL,
    mask character varying(10) NOT NULL,
    openness character varying(12) NOT NULL,
    role character varying(10) NOT NULL,
    sharing character varying(16) NOT NULL,
    comparison character varying(10) DEFAULT ''::character varying NOT NULL,
    alternative character varying(1) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT catalogue_item_length_check CHECK ((length >= 0)),
    CONSTRAINT catalogue_item_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.catalogue_item ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_item_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalogue_resource (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    provider_name character varying(120) NOT NULL,
    state character varying(10) NOT NULL,
    last_updated timestamp with time zone,
    records bigint,
    popularity bigint NOT NULL,
    search_text text NOT NULL,
    current_id bigint,
    provider_id bigint,
    folded_name text NOT NULL,
    facets text[] NOT NULL,
    standing bigint GENERATED ALWAYS AS (public.yishu_standing((state)::text, popularity, last_updated)) STORED,
    completeness smallint,
    validity smallint,
    described smallint,
    update_due date,
    CONSTRAINT catalogue_resource_completeness_check CHECK ((completeness >= 0)),
    CONSTRAINT catalogue_resource_described_check CHECK ((described >= 0)),
    CONSTRAINT catalogue_resource_validity_check CHECK ((validity >= 0))
)
WITH (toast_tuple_target='128', fillfactor='90', parallel_workers='0');
ALTER TABLE ONLY public.catalogue_resource ALTER COLUMN provider_name SET STORAGE MAIN;
ALTER TABLE ONLY public.catalogue_resource ALTER COLUMN search_text SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.catalogue_resource ALTER COLUMN folded_name SET STORAGE MAIN;
ALTER TABLE ONLY public.catalogue_resource ALTER COLUMN facets SET STORAGE MAIN;

ALTER TABLE public.catalogue_resource ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_resource_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalogue_signoff (
    id bigint NOT NULL,
    scope text NOT NULL,
    reviewer character varying(60) NOT NULL,
    reviewer_name character varying(60) NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    entry_id bigint NOT NULL
);

ALTER TABLE public.catalogue_signoff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_signoff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalogue_step (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor character varying(60) NOT NULL,
    actor_name character varying(60) NOT NULL,
    agency_name character varying(120) NOT NULL,
    act character varying(40) NOT NULL,
    opinion text NOT NULL,
    entry_id bigint NOT NULL
);

ALTER TABLE public.catalogue_step ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_step_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalogue_steps_agencystep (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    basis character varying(200) NOT NULL,
    by_coordinator boolean NOT NULL,
    changed_by_name character varying(120) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL
);

ALTER TABLE public.catalogue_steps_agencystep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_steps_agencystep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.catalogue_synonym (
    id bigint NOT NULL,
    word character varying(30) NOT NULL,
    also character varying(30) NOT NULL
);

ALTER TABLE public.catalogue_synonym ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.catalogue_synonym_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collected_collectedform (
    id bigint NOT NULL,
    number character varying(24) NOT NULL,
    name character varying(120) NOT NULL,
    audience character varying(8) NOT NULL,
    duty character varying(200) NOT NULL,
    basis character varying(300) NOT NULL,
    registered_by character varying(60) NOT NULL,
    registered_by_name character varying(120) NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    looked_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    agency_id bigint NOT NULL
);

ALTER TABLE public.collected_collectedform ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collected_collectedform_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collected_formitem (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    name character varying(120) NOT NULL,
    is_key boolean NOT NULL,
    found character varying(12) NOT NULL,
    resource_name character varying(200) NOT NULL,
    provider_name character varying(120) NOT NULL,
    item_name character varying(120) NOT NULL,
    item_code character varying(48) NOT NULL,
    citation character varying(8) NOT NULL,
    law character varying(200) NOT NULL,
    article character varying(60) NOT NULL,
    reason text NOT NULL,
    cited_by character varying(60) NOT NULL,
    cited_by_name character varying(120) NOT NULL,
    cited_at timestamp with time zone,
    reviewed_by_name character varying(120) NOT NULL,
    reviewed_at timestamp with time zone,
    review_opinion text NOT NULL,
    beyond_scope boolean NOT NULL,
    flagged_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by_name character varying(120) NOT NULL,
    form_id bigint NOT NULL,
    resource_id bigint,
    CONSTRAINT collected_formitem_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.collected_formitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collected_formitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collection_tasks_answer (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    objection text NOT NULL,
    answered_by_name character varying(120) NOT NULL,
    opinion text NOT NULL,
    decided_by_name character varying(120) NOT NULL,
    is_carried boolean NOT NULL,
    bearing_id bigint NOT NULL,
    item_id bigint NOT NULL
);

ALTER TABLE public.collection_tasks_answer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collection_tasks_answer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collection_tasks_bearing (
    id bigint NOT NULL,
    state character varying(8) NOT NULL,
    due date,
    due_provisional boolean NOT NULL,
    agency_id bigint NOT NULL,
    task_id bigint NOT NULL
);

ALTER TABLE public.collection_tasks_bearing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collection_tasks_bearing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collection_tasks_task (
    id bigint NOT NULL,
    number character varying(24) NOT NULL,
    version integer NOT NULL,
    state character varying(12) NOT NULL,
    title character varying(120) NOT NULL,
    basis character varying(300) NOT NULL,
    cycle character varying(12) NOT NULL,
    until date NOT NULL,
    registered_by character varying(60) NOT NULL,
    registered_by_name character varying(120) NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    signed_by character varying(60) NOT NULL,
    signed_by_name character varying(120) NOT NULL,
    signed_at timestamp with time zone,
    review_due date,
    ended_at timestamp with time zone,
    end_reason text NOT NULL,
    imposer_id bigint NOT NULL,
    CONSTRAINT collection_tasks_task_version_check CHECK ((version >= 0))
);

ALTER TABLE public.collection_tasks_task ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collection_tasks_task_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collection_tasks_taskitem (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    name character varying(120) NOT NULL,
    is_key boolean NOT NULL,
    found character varying(12) NOT NULL,
    resource_name character varying(200) NOT NULL,
    provider_name character varying(120) NOT NULL,
    item_name character varying(120) NOT NULL,
    item_code character varying(48) NOT NULL,
    citation character varying(8) NOT NULL,
    law character varying(200) NOT NULL,
    article character varying(60) NOT NULL,
    reason text NOT NULL,
    cited_by character varying(60) NOT NULL,
    cited_by_name character varying(120) NOT NULL,
    cited_at timestamp with time zone,
    reviewed_by_name character varying(120) NOT NULL,
    reviewed_at timestamp with time zone,
    review_opinion text NOT NULL,
    resource_id bigint,
    task_id bigint NOT NULL,
    CONSTRAINT collection_tasks_taskitem_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.collection_tasks_taskitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collection_tasks_taskitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.collection_tasks_taskstep (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying(20) NOT NULL,
    actor character varying(60) NOT NULL,
    actor_name character varying(120) NOT NULL,
    agency_name character varying(120) NOT NULL,
    words text NOT NULL,
    was_late boolean NOT NULL,
    task_id bigint NOT NULL
);

ALTER TABLE public.collection_tasks_taskstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.collection_tasks_taskstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.confirming_confirmation (
    id bigint NOT NULL,
    version integer NOT NULL,
    note character varying(500) NOT NULL,
    confirmed_by character varying(60) NOT NULL,
    confirmed_by_name character varying(120) NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    resource_id bigint NOT NULL,
    CONSTRAINT confirming_confirmation_version_check CHECK ((version >= 0))
);

ALTER TABLE public.confirming_confirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.confirming_confirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.confirming_merger (
    id bigint NOT NULL,
    reason text NOT NULL,
    informed character varying(120)[] NOT NULL,
    merged_by character varying(60) NOT NULL,
    merged_by_name character varying(120) NOT NULL,
    merged_at timestamp with time zone NOT NULL,
    into_id bigint NOT NULL,
    resource_id bigint NOT NULL,
    CONSTRAINT confirming_merger_into_another CHECK ((NOT (resource_id = into_id)))
);

ALTER TABLE public.confirming_merger ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.confirming_merger_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.controls_declaration (
    id bigint NOT NULL,
    item character varying(48) NOT NULL,
    start smallint NOT NULL,
    text character varying(12) NOT NULL,
    shapes jsonb NOT NULL,
    declared_by character varying(60) NOT NULL,
    declared_by_name character varying(120) NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(60) NOT NULL,
    ended_by_name character varying(120) NOT NULL,
    resource_id bigint NOT NULL,
    CONSTRAINT controls_declaration_start_check CHECK ((start >= 0))
);

ALTER TABLE public.controls_declaration ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.controls_declaration_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.declared_checkrule (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    items jsonb NOT NULL,
    parameters jsonb NOT NULL,
    zh text NOT NULL,
    en text NOT NULL,
    declared_by character varying(60) NOT NULL,
    declared_by_name character varying(120) NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(60) NOT NULL,
    ended_by_name character varying(120) NOT NULL,
    replaces_id bigint,
    resource_id bigint NOT NULL
);

ALTER TABLE public.declared_checkrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.declared_checkrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.delta_profile (
    id uuid NOT NULL,
    generation integer NOT NULL,
    issued_by character varying(60) NOT NULL,
    issued_by_name character varying(120) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    grant_id uuid NOT NULL,
    system_id bigint NOT NULL,
    CONSTRAINT delta_profile_generation_check CHECK ((generation >= 0))
);

CREATE TABLE public.delta_sharedfile (
    id uuid NOT NULL,
    kind character varying(8) NOT NULL,
    version bigint NOT NULL,
    shows character varying(64) NOT NULL,
    projection character varying(64) NOT NULL,
    records bigint NOT NULL,
    size bigint NOT NULL,
    digest character varying(64) NOT NULL,
    receipt character varying(120) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL,
    profile_id uuid NOT NULL
);

CREATE TABLE public.directories_change (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(12) NOT NULL,
    version integer NOT NULL,
    name character varying(200) NOT NULL,
    was_open boolean NOT NULL,
    is_open boolean NOT NULL,
    resource_id bigint NOT NULL,
    CONSTRAINT directories_change_version_check CHECK ((version >= 0))
);

ALTER TABLE public.directories_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directories_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directories_edition (
    id bigint NOT NULL,
    part character varying(10) NOT NULL,
    entries integer NOT NULL,
    added integer NOT NULL,
    changed integer NOT NULL,
    withdrawn integer NOT NULL,
    manifest text NOT NULL,
    signature bytea NOT NULL,
    version_id bigint NOT NULL,
    CONSTRAINT directories_edition_added_check CHECK ((added >= 0)),
    CONSTRAINT directories_edition_changed_check CHECK ((changed >= 0)),
    CONSTRAINT directories_edition_entries_check CHECK ((entries >= 0)),
    CONSTRAINT directories_edition_withdrawn_check CHECK ((withdrawn >= 0))
);

ALTER TABLE public.directories_edition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directories_edition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directories_harvested (
    id bigint NOT NULL,
    uri character varying(1000) NOT NULL,
    digest character varying(64) NOT NULL,
    is_gone boolean NOT NULL,
    resource_id bigint NOT NULL,
    source_id bigint NOT NULL
);

ALTER TABLE public.directories_harvested ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directories_harvested_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directories_source (
    id bigint NOT NULL,
    name character varying(120) NOT NULL,
    url character varying(500) NOT NULL,
    every_hours integer NOT NULL,
    last_run timestamp with time zone,
    last_good timestamp with time zone,
    failure text NOT NULL,
    CONSTRAINT directories_source_every_hours_check CHECK ((every_hours >= 0))
);

ALTER TABLE public.directories_source ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directories_source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.directories_version (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(10) NOT NULL,
    note character varying(300) NOT NULL,
    ordered_at timestamp with time zone NOT NULL,
    ordered_by character varying(60) NOT NULL,
    ordered_by_name character varying(60) NOT NULL,
    made_at timestamp with time zone,
    change bigint,
    CONSTRAINT directories_version_number_check CHECK ((number >= 0))
);

ALTER TABLE public.directories_version ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.directories_version_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.downloads_download (
    id uuid NOT NULL,
    asked_by character varying(60) NOT NULL,
    asked_by_name character varying(120) NOT NULL,
    source character varying(64) NOT NULL,
    format character varying(10) NOT NULL,
    since bigint,
    past bigint,
    acknowledged character varying(20)[] NOT NULL,
    state character varying(10) NOT NULL,
    tries smallint NOT NULL,
    refusal jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    ends_at timestamp with time zone,
    fetched_at timestamp with time zone,
    version bigint,
    records bigint,
    size bigint NOT NULL,
    digest character varying(64) NOT NULL,
    shows character varying(64) NOT NULL,
    receipt character varying(120) NOT NULL,
    controls character varying(200) NOT NULL,
    media_type character varying(120) NOT NULL,
    filename character varying(200) NOT NULL,
    grant_id uuid NOT NULL,
    CONSTRAINT downloads_download_tries_check CHECK ((tries >= 0)),
    CONSTRAINT downloads_ready_is_whole CHECK (((NOT ((state)::text = 'ready'::text)) OR ((ends_at IS NOT NULL) AND (ready_at IS NOT NULL) AND (version IS NOT NULL) AND (NOT ((digest)::text = ''::text)) AND (NOT ((receipt)::text = ''::text)))))
);

CREATE TABLE public.erasing_erasure (
    id bigint NOT NULL,
    record uuid NOT NULL,
    basis character varying(120) NOT NULL,
    why character varying(200) NOT NULL,
    asked_by character varying(60) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    decided_by character varying(60) NOT NULL,
    decided_at timestamp with time zone,
    receipt character varying(120) NOT NULL
);

ALTER TABLE public.erasing_erasure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.erasing_erasure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_cursor (
    id bigint NOT NULL,
    flow character varying(10) NOT NULL,
    "position" bigint NOT NULL,
    head bigint NOT NULL,
    link_id bigint NOT NULL
);

ALTER TABLE public.exchange_cursor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_cursor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_foreignapplication (
    id uuid NOT NULL,
    duty character varying(200) NOT NULL,
    basis text NOT NULL,
    items character varying(48)[] NOT NULL,
    modes character varying(10)[] NOT NULL,
    until date NOT NULL,
    reason text NOT NULL,
    state character varying(10) NOT NULL,
    submitted_by character varying(60) NOT NULL,
    submitted_by_name character varying(120) NOT NULL,
    submitted_at timestamp with time zone NOT NULL,
    number character varying(20) NOT NULL,
    due date,
    decided_at timestamp with time zone,
    decision_reason text NOT NULL,
    grant_id character varying(40) NOT NULL,
    grant_hash character varying(64) NOT NULL,
    terms text NOT NULL,
    consumer_id bigint NOT NULL,
    system_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    rows jsonb,
    unproven_at timestamp with time zone,
    cancelled_by_name character varying(120) NOT NULL
);

CREATE TABLE public.exchange_foreignentry (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    state character varying(10) NOT NULL,
    version integer NOT NULL,
    name character varying(200) NOT NULL,
    summary text NOT NULL,
    provider_name character varying(120) NOT NULL,
    provider_code character varying(18) NOT NULL,
    category character varying(16) NOT NULL,
    condition text NOT NULL,
    modes character varying(10)[] NOT NULL,
    cycle character varying(12) NOT NULL,
    key_kind character varying(24) NOT NULL,
    case_required boolean NOT NULL,
    items jsonb NOT NULL,
    search_text text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    link_id bigint NOT NULL,
    CONSTRAINT exchange_foreignentry_version_check CHECK ((version >= 0))
);

ALTER TABLE public.exchange_foreignentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_foreignentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_foreignstatement (
    id bigint NOT NULL,
    node character varying(6) NOT NULL,
    n smallint NOT NULL,
    says character varying(10) NOT NULL,
    hash character varying(64) NOT NULL,
    jws text NOT NULL,
    key character varying(44) NOT NULL,
    at timestamp with time zone NOT NULL,
    told_at timestamp with time zone,
    application_id uuid NOT NULL,
    CONSTRAINT exchange_foreignstatement_n_check CHECK ((n >= 0))
);

ALTER TABLE public.exchange_foreignstatement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_foreignstatement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_incomingapplication (
    id bigint NOT NULL,
    remote_id uuid NOT NULL,
    application_id bigint NOT NULL,
    link_id bigint NOT NULL
);

ALTER TABLE public.exchange_incomingapplication ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_incomingapplication_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_invitation (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    issued_by character varying(60) NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    link_id bigint
);

ALTER TABLE public.exchange_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_link (
    id bigint NOT NULL,
    code character varying(6) NOT NULL,
    name character varying(120) NOT NULL,
    tier character varying(10) NOT NULL,
    url character varying(200) NOT NULL,
    public_key character varying(64) NOT NULL,
    key_id character varying(64) NOT NULL,
    side character varying(6) NOT NULL,
    state character varying(8) NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    confirmed_by character varying(60) NOT NULL,
    confirmed_at timestamp with time zone,
    last_contact timestamp with time zone,
    last_failure timestamp with time zone,
    failure character varying(200) NOT NULL
);

ALTER TABLE public.exchange_link ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_link_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_nonce (
    id bigint NOT NULL,
    key_id character varying(64) NOT NULL,
    nonce character varying(64) NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE public.exchange_nonce ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_nonce_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_outbox (
    flow character varying(10) NOT NULL,
    "position" bigint NOT NULL,
    epoch bigint NOT NULL
);

CREATE TABLE public.exchange_outgoing (
    id bigint NOT NULL,
    flow character varying(10) NOT NULL,
    ref bigint NOT NULL,
    state character varying(80) NOT NULL,
    "position" bigint NOT NULL,
    link_id bigint
);

ALTER TABLE public.exchange_outgoing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_outgoing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_remoteagency (
    id bigint NOT NULL,
    agency_id bigint NOT NULL,
    link_id bigint NOT NULL
);

ALTER TABLE public.exchange_remoteagency ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_remoteagency_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_replica (
    id bigint NOT NULL,
    columns character varying(48)[] NOT NULL,
    version bigint NOT NULL,
    records bigint NOT NULL,
    receipt character varying(120) NOT NULL,
    delivered_at timestamp with time zone,
    application_id uuid NOT NULL,
    masked text NOT NULL
);

ALTER TABLE public.exchange_replica ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_replica_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.exchange_replicarow (
    id bigint NOT NULL,
    key text NOT NULL,
    "values" text[] NOT NULL,
    replica_id bigint NOT NULL
);

ALTER TABLE public.exchange_replicarow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.exchange_replicarow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.files_document (
    id bigint NOT NULL,
    number character varying(120) NOT NULL,
    changed_in bigint NOT NULL,
    current_id bigint,
    shelf_id bigint NOT NULL
);

ALTER TABLE public.files_document ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.files_document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.files_documentsubject (
    id bigint NOT NULL,
    hash character varying(32) NOT NULL,
    shown character varying(80) NOT NULL,
    version_id bigint NOT NULL
);

ALTER TABLE public.files_documentsubject ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.files_documentsubject_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.files_documentversion (
    id bigint NOT NULL,
    n integer NOT NULL,
    title character varying(200) NOT NULL,
    dated date,
    note text NOT NULL,
    file_name character varying(160) NOT NULL,
    media_type character varying(120) NOT NULL,
    size bigint NOT NULL,
    digest character varying(64) NOT NULL,
    uploaded_by character varying(60) NOT NULL,
    uploaded_by_name character varying(120) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    scope text NOT NULL,
    opinion text NOT NULL,
    reviewer character varying(60) NOT NULL,
    reviewer_name character varying(120) NOT NULL,
    reviewed_at timestamp with time zone,
    provided_in bigint,
    withdrawn_by character varying(60) NOT NULL,
    withdrawn_by_name character varying(120) NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_reason text NOT NULL,
    withdrawn_in bigint,
    document_id bigint NOT NULL,
    CONSTRAINT files_documentversion_n_check CHECK ((n >= 0)),
    CONSTRAINT files_provided_signed_off CHECK (((provided_in IS NULL) OR ((reviewed_at IS NOT NULL) AND (NOT (scope = ''::text)) AND (NOT ((reviewer)::text = ''::text)) AND (NOT ((reviewer)::text = (uploaded_by)::text))))),
    CONSTRAINT files_state_says_so CHECK ((((provided_in IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'returned'::character varying])::text[])) AND (withdrawn_in IS NULL)) OR ((provided_in IS NOT NULL) AND ((state)::text = 'provided'::text) AND (withdrawn_in IS NULL)) OR (((state)::text = 'withdrawn'::text) AND (withdrawn_at IS NOT NULL) AND (NOT (withdrawn_reason = ''::text)))))
);

ALTER TABLE public.files_documentversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.files_documentversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.files_shelf (
    id bigint NOT NULL,
    version bigint NOT NULL,
    documents bigint NOT NULL,
    provided_at timestamp with time zone,
    resource_id bigint NOT NULL
);

ALTER TABLE public.files_shelf ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.files_shelf_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.hosting_batch (
    id uuid NOT NULL,
    actor character varying(60) NOT NULL,
    actor_name character varying(120) NOT NULL,
    idempotency_key character varying(200),
    how character varying(8) NOT NULL,
    media_type character varying(120) NOT NULL,
    body_digest character varying(64) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    published_at timestamp with time zone,
    version bigint,
    accepted bigint NOT NULL,
    inserted bigint NOT NULL,
    updated bigint NOT NULL,
    deleted bigint NOT NULL,
    unchanged bigint NOT NULL,
    quarantined bigint NOT NULL,
    digest character varying(64) NOT NULL,
    receipt character varying(120) NOT NULL,
    holding_id bigint NOT NULL,
    records bigint NOT NULL,
    signature text NOT NULL,
    CONSTRAINT hosting_batch_accounts_for_accepted CHECK ((((accepted = (deleted + unchanged)) AND ((how)::text = 'delete'::text)) OR ((accepted = ((inserted + updated) + unchanged)) AND ((how)::text = ANY ((ARRAY['upsert'::character varying, 'replace'::character varying, 'reshape'::character varying])::text[]))))),
    CONSTRAINT hosting_batch_counts_every_record CHECK (((quarantined >= 0) AND (records = (accepted + quarantined)) AND (unchanged >= 0)))
);

CREATE TABLE public.hosting_holding (
    id bigint NOT NULL,
    "table" character varying(63) NOT NULL,
    version bigint NOT NULL,
    records bigint NOT NULL,
    published_at timestamp with time zone,
    entry_id bigint NOT NULL,
    resource_id bigint NOT NULL,
    kept bigint DEFAULT 0 NOT NULL
);

ALTER TABLE public.hosting_holding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.hosting_holding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.hosting_keyindex (
    id bigint NOT NULL,
    "table" character varying(63) NOT NULL,
    items character varying(48)[] NOT NULL,
    name character varying(63) NOT NULL,
    holding_id bigint NOT NULL
);

ALTER TABLE public.hosting_keyindex ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.hosting_keyindex_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.hosting_mount (
    id bigint NOT NULL,
    origin character varying(200) NOT NULL,
    path character varying(300) NOT NULL,
    method character varying(4) NOT NULL,
    key_fields jsonb NOT NULL,
    record_at character varying(120) NOT NULL,
    item_fields jsonb NOT NULL,
    secret_header character varying(60) NOT NULL,
    secret text NOT NULL,
    timeout_ms integer NOT NULL,
    at_once smallint NOT NULL,
    reason text NOT NULL,
    until date NOT NULL,
    mounted_by character varying(60) NOT NULL,
    mounted_by_name character varying(120) NOT NULL,
    mounted_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(60) NOT NULL,
    entry_id bigint NOT NULL,
    resource_id bigint NOT NULL,
    action character varying(200) DEFAULT ''::character varying NOT NULL,
    form character varying(6) DEFAULT 'json'::character varying NOT NULL,
    namespace character varying(200) DEFAULT ''::character varying NOT NULL,
    operation character varying(60) DEFAULT ''::character varying NOT NULL,
    blind_key character varying(60) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT hosting_mount_at_once_check CHECK ((at_once >= 0)),
    CONSTRAINT hosting_mount_timeout_ms_check CHECK ((timeout_ms >= 0))
);

ALTER TABLE public.hosting_mount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.hosting_mount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.hosting_mountmeasure (
    id bigint NOT NULL,
    day date NOT NULL,
    outcome character varying(24) NOT NULL,
    at_most_ms integer NOT NULL,
    calls bigint NOT NULL,
    total_ms bigint NOT NULL,
    mount_id bigint NOT NULL
);

ALTER TABLE public.hosting_mountmeasure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.hosting_mountmeasure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.hosting_override (
    id bigint NOT NULL,
    item character varying(60) NOT NULL,
    rule character varying(40) NOT NULL,
    value_hash character varying(64) NOT NULL,
    shown character varying(200) NOT NULL,
    basis text NOT NULL,
    asked_by character varying(60) NOT NULL,
    asked_by_name character varying(120) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    agreed_by character varying(60) NOT NULL,
    agreed_by_name character varying(120) NOT NULL,
    agreed_at timestamp with time zone,
    ended_by character varying(60) NOT NULL,
    ended_by_name character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    ended_reason text NOT NULL,
    resource_id bigint NOT NULL
);

ALTER TABLE public.hosting_override ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.hosting_override_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.hosting_quarantinedrecord (
    id bigint NOT NULL,
    "row" bigint NOT NULL,
    "values" jsonb NOT NULL,
    errors jsonb NOT NULL,
    key text NOT NULL,
    state character varying(8) NOT NULL,
    mended_at timestamp with time zone,
    batch_id uuid NOT NULL,
    batch_mended_id uuid,
    closed_at timestamp with time zone,
    closed_by character varying(60) DEFAULT ''::character varying NOT NULL,
    closed_by_name character varying(120) DEFAULT ''::character varying NOT NULL,
    closed_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT hosting_quarantined_closed_by_whom CHECK ((((closed_at IS NOT NULL) AND ((state)::text = 'closed'::text) AND (NOT (closed_reason = ''::text))) OR ((NOT ((state)::text = 'closed'::text)) AND (closed_at IS NULL) AND (closed_reason = ''::text))))
);

ALTER TABLE public.hosting_quarantinedrecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.hosting_quarantinedrecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.hosting_standing (
    id bigint NOT NULL,
    series uuid NOT NULL,
    version bigint NOT NULL,
    shape character varying(64) NOT NULL,
    holding_id bigint NOT NULL
);

ALTER TABLE public.hosting_standing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.hosting_standing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE UNLOGGED TABLE public.hosting_standingpart (
    id bigint NOT NULL,
    series uuid NOT NULL,
    high bytea NOT NULL,
    low bytea NOT NULL
);
ALTER TABLE ONLY public.hosting_standingpart ALTER COLUMN high SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.hosting_standingpart ALTER COLUMN low SET STORAGE EXTERNAL;

ALTER TABLE public.hosting_standingpart ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.hosting_standingpart_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identity_authenticator (
    id bigint NOT NULL,
    secret character varying(200) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    last_step bigint NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.identity_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identity_brake (
    place character varying(64) NOT NULL,
    failures integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT identity_brake_failures_check CHECK ((failures >= 0))
);

CREATE TABLE public.identity_handover (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(60) NOT NULL,
    by_name character varying(120) NOT NULL,
    reason character varying(200) NOT NULL,
    roles jsonb NOT NULL,
    things jsonb NOT NULL,
    leaver_id bigint NOT NULL,
    successor_id bigint
);

ALTER TABLE public.identity_handover ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_handover_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identity_invitation (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    issued_by character varying(60) NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    person_id bigint NOT NULL
);

ALTER TABLE public.identity_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identity_outsideidentity (
    id bigint NOT NULL,
    issuer character varying(300) NOT NULL,
    subject character varying(255) NOT NULL,
    bound_at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.identity_outsideidentity ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_outsideidentity_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identity_passkey (
    id bigint NOT NULL,
    credential bytea NOT NULL,
    public_key bytea NOT NULL,
    counter bigint NOT NULL,
    name character varying(60) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    person_id bigint NOT NULL
);

ALTER TABLE public.identity_passkey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_passkey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identity_recoverycode (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    used_at timestamp with time zone,
    person_id bigint NOT NULL
);

ALTER TABLE public.identity_recoverycode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.identity_recoverycode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.identity_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    source character varying(64) NOT NULL,
    device character varying(200) NOT NULL,
    factor character varying(10) NOT NULL,
    person_id bigint
);

CREATE TABLE public.inspecting_count (
    kind character varying(8) NOT NULL,
    span character varying(5) NOT NULL,
    begins date NOT NULL,
    agency character varying(40) NOT NULL,
    resource character varying(60) NOT NULL,
    action character varying(40) NOT NULL,
    outcome character varying(10) NOT NULL,
    records bigint NOT NULL
);

CREATE TABLE public.inspecting_counted (
    id smallint NOT NULL,
    upto bigint NOT NULL,
    summed bigint DEFAULT 0 NOT NULL,
    CONSTRAINT inspecting_counted_one CHECK ((id = 1))
);

CREATE TABLE public.inspecting_excerpt (
    id uuid NOT NULL,
    asked text NOT NULL,
    authority character varying(120) NOT NULL,
    purpose character varying(200) NOT NULL,
    asked_by character varying(60) NOT NULL,
    asked_by_name character varying(120) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    tries smallint NOT NULL,
    refusal character varying(60) NOT NULL,
    records bigint NOT NULL,
    size bigint NOT NULL,
    log_size bigint,
    digest character varying(64) NOT NULL,
    ends_at timestamp with time zone,
    fetched_at timestamp with time zone,
    CONSTRAINT inspecting_excerpt_tries_check CHECK ((tries >= 0))
);

CREATE TABLE public.keeping_keeprule (
    id bigint NOT NULL,
    days integer,
    versions integer,
    reason text NOT NULL,
    set_by character varying(60) NOT NULL,
    set_by_name character varying(120) NOT NULL,
    set_at timestamp with time zone NOT NULL,
    resource_id bigint NOT NULL,
    CONSTRAINT keeping_keeprule_days_check CHECK ((days >= 0)),
    CONSTRAINT keeping_keeprule_versions_check CHECK ((versions >= 0)),
    CONSTRAINT keeping_rule_keeps_something CHECK ((((days IS NULL) OR (days >= 1)) AND ((versions IS NULL) OR (versions >= 1))))
);

ALTER TABLE public.keeping_keeprule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.keeping_keeprule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.keeping_shape (
    id bigint NOT NULL,
    "table" character varying(63) NOT NULL,
    last bigint NOT NULL,
    ended jsonb NOT NULL,
    entry_id bigint NOT NULL,
    holding_id bigint NOT NULL
);

ALTER TABLE public.keeping_shape ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.keeping_shape_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.misuse_baseline (
    id bigint NOT NULL,
    caller character varying(60) NOT NULL,
    duty character varying(200) NOT NULL,
    resource character varying(60) NOT NULL,
    made_on date NOT NULL,
    first_used timestamp with time zone NOT NULL,
    last_used timestamp with time zone NOT NULL,
    used_days integer NOT NULL,
    working double precision[] NOT NULL,
    resting double precision[] NOT NULL,
    highest bigint NOT NULL,
    missed_percent double precision NOT NULL,
    caseless_percent double precision NOT NULL,
    looks bigint NOT NULL,
    in_case bigint NOT NULL,
    run integer NOT NULL
);

ALTER TABLE public.misuse_baseline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.misuse_baseline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.misuse_canary (
    id bigint NOT NULL,
    hash bytea NOT NULL,
    sealed text NOT NULL,
    is_planted boolean NOT NULL,
    note character varying(200) NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    declared_by character varying(60) NOT NULL,
    declared_by_name character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    resource_id bigint NOT NULL
);

ALTER TABLE public.misuse_canary ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.misuse_canary_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.misuse_finding (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    once character varying(64) NOT NULL,
    kind character varying(12) NOT NULL,
    caller character varying(60) NOT NULL,
    caller_name character varying(120) NOT NULL,
    duty character varying(200) NOT NULL,
    hour timestamp with time zone NOT NULL,
    measured bigint NOT NULL,
    usual double precision NOT NULL,
    subjects bigint NOT NULL,
    since timestamp with time zone,
    grants uuid[] NOT NULL,
    receipts character varying(120)[] NOT NULL,
    found_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    explanation text NOT NULL,
    explained_by_name character varying(120) NOT NULL,
    explained_at timestamp with time zone,
    judgement text NOT NULL,
    judged_by_name character varying(120) NOT NULL,
    judged_at timestamp with time zone,
    agency_id bigint NOT NULL,
    incident_id bigint,
    resource_id bigint NOT NULL,
    reminded_at timestamp with time zone,
    reminded_by_name character varying(120) NOT NULL
);

ALTER TABLE public.misuse_finding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.misuse_finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.misuse_findingcounter (
    day date NOT NULL,
    next integer NOT NULL,
    CONSTRAINT misuse_findingcounter_next_check CHECK ((next >= 0))
);

CREATE TABLE public.misuse_hour (
    id bigint NOT NULL,
    hour timestamp with time zone NOT NULL,
    caller character varying(60) NOT NULL,
    agency character varying(40) NOT NULL,
    duty character varying(200) NOT NULL,
    resource character varying(60) NOT NULL,
    calls bigint NOT NULL,
    refused bigint NOT NULL,
    subjects bigint NOT NULL,
    absent bigint NOT NULL,
    wrong bigint NOT NULL,
    caseless bigint NOT NULL,
    run integer NOT NULL,
    different bigint,
    looks bigint,
    in_case bigint,
    case_number character varying(200) NOT NULL
);

ALTER TABLE public.misuse_hour ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.misuse_hour_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.misuse_look (
    id bigint NOT NULL,
    day date NOT NULL,
    caller character varying(60) NOT NULL,
    duty character varying(200) NOT NULL,
    resource character varying(60) NOT NULL,
    subject bytea NOT NULL,
    looks bigint NOT NULL
);

ALTER TABLE public.misuse_look ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.misuse_look_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.misuse_progress (
    id smallint NOT NULL,
    measured uuid NOT NULL,
    closed timestamp with time zone NOT NULL,
    learnt date,
    CONSTRAINT misuse_progress_id_check CHECK ((id >= 0))
);

CREATE TABLE public.misuse_rule (
    code character varying(20) NOT NULL,
    amount integer NOT NULL,
    ratio integer NOT NULL,
    follows character varying(10) NOT NULL,
    basis character varying(200) NOT NULL,
    changed_by_name character varying(120) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT misuse_rule_amount_check CHECK ((amount >= 0)),
    CONSTRAINT misuse_rule_ratio_check CHECK ((ratio >= 0))
);

CREATE TABLE public.misuse_watch (
    id smallint NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT misuse_watch_id_check CHECK ((id >= 0))
);

CREATE TABLE public.node_clock (
    code character varying(40) NOT NULL,
    working_days smallint NOT NULL,
    basis_zh character varying(200) NOT NULL,
    basis_en character varying(200) NOT NULL,
    by_law boolean NOT NULL,
    hours smallint,
    name_zh character varying(60) NOT NULL,
    name_en character varying(80) NOT NULL,
    changed_at timestamp with time zone,
    changed_by_name character varying(120) NOT NULL,
    local_basis character varying(200) NOT NULL,
    local_days smallint,
    local_hours smallint,
    local_months smallint,
    months smallint,
    CONSTRAINT node_clock_hours_check CHECK ((hours >= 0)),
    CONSTRAINT node_clock_local_days_check CHECK ((local_days >= 0)),
    CONSTRAINT node_clock_local_hours_check CHECK ((local_hours >= 0)),
    CONSTRAINT node_clock_local_months_check CHECK ((local_months >= 0)),
    CONSTRAINT node_clock_months_check CHECK ((months >= 0)),
    CONSTRAINT node_clock_working_days_check CHECK ((working_days >= 0))
);

CREATE TABLE public.node_division (
    code character varying(6) NOT NULL,
    name character varying(60) NOT NULL,
    level character varying(10) NOT NULL,
    latitude numeric(9,6),
    longitude numeric(9,6),
    parent_id character varying(6)
);

CREATE TABLE public.node_localfield (
    id bigint NOT NULL,
    form character varying(20) NOT NULL,
    label character varying(60) NOT NULL,
    help character varying(200) NOT NULL,
    required boolean NOT NULL,
    basis character varying(200) NOT NULL,
    changed_by_name character varying(120) NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

ALTER TABLE public.node_localfield ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.node_localfield_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.node_localstep (
    code character varying(40) NOT NULL,
    basis character varying(200) NOT NULL,
    changed_by_name character varying(120) NOT NULL,
    changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.node_workday (
    date date NOT NULL,
    kind character varying(10) NOT NULL,
    name character varying(60) NOT NULL,
    source character varying(200) NOT NULL,
    confirmed boolean NOT NULL
);

CREATE TABLE public.notices_delivery (
    id uuid NOT NULL,
    channel character varying(20) NOT NULL,
    batch uuid,
    state character varying(8) NOT NULL,
    wanted_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    attempts smallint NOT NULL,
    error character varying(300) NOT NULL,
    ended_at timestamp with time zone,
    person_id bigint,
    message_id uuid NOT NULL,
    webhook_id bigint,
    CONSTRAINT notices_delivery_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT notices_delivery_to_one CHECK ((((person_id IS NOT NULL) AND (webhook_id IS NULL)) OR ((person_id IS NULL) AND (webhook_id IS NOT NULL))))
);

CREATE TABLE public.notices_message (
    id uuid NOT NULL,
    kind character varying(60) NOT NULL,
    params jsonb NOT NULL,
    path character varying(300) NOT NULL,
    urgent boolean NOT NULL,
    once character varying(160),
    at timestamp with time zone NOT NULL,
    agency_id bigint
);

CREATE TABLE public.notices_notice (
    id bigint NOT NULL,
    read_at timestamp with time zone,
    message_id uuid NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.notices_notice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_notice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_preference (
    id bigint NOT NULL,
    channel character varying(20) NOT NULL,
    address text NOT NULL,
    pace character varying(10) NOT NULL,
    hour smallint NOT NULL,
    working_days boolean NOT NULL,
    language character varying(2) NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT notices_preference_hour_check CHECK ((hour >= 0))
);

ALTER TABLE public.notices_preference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_preference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.notices_webhook (
    id bigint NOT NULL,
    url character varying(500) NOT NULL,
    kinds character varying(60)[] NOT NULL,
    secret text NOT NULL,
    previous_secret text NOT NULL,
    previous_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    created_by character varying(60) NOT NULL,
    removed_at timestamp with time zone,
    system_id bigint NOT NULL
);

ALTER TABLE public.notices_webhook ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.notices_webhook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_accountability (
    id bigint NOT NULL,
    person character varying(60) NOT NULL,
    outcome character varying(500) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL,
    incident_id bigint NOT NULL
);

ALTER TABLE public.operations_accountability ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_accountability_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_backup (
    id bigint NOT NULL,
    place character varying(500) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    bytes bigint NOT NULL,
    records bigint NOT NULL,
    digest character varying(64) NOT NULL,
    key character varying(8) NOT NULL
);

ALTER TABLE public.operations_backup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_backup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_concernedagency (
    id bigint NOT NULL,
    part character varying(8) NOT NULL,
    agency_id bigint NOT NULL,
    incident_id bigint NOT NULL
);

ALTER TABLE public.operations_concernedagency ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_concernedagency_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_drill (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    title character varying(120) NOT NULL,
    plan text NOT NULL,
    planned_for date NOT NULL,
    leader character varying(120) NOT NULL,
    outcome character varying(8) NOT NULL,
    held_at timestamp with time zone,
    findings text NOT NULL,
    report jsonb,
    recovery_seconds double precision,
    lost_records bigint,
    lost_seconds double precision
);

ALTER TABLE public.operations_drill ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_drill_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_evaluation (
    id bigint NOT NULL,
    kind character varying(24) NOT NULL,
    level character varying(1) NOT NULL,
    assessor character varying(120) NOT NULL,
    held_on date NOT NULL,
    next_due date NOT NULL,
    findings text NOT NULL,
    report_number character varying(120) NOT NULL,
    report_digest character varying(64) NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_by_name character varying(120) NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);

ALTER TABLE public.operations_evaluation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_evaluation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_incident (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    kind character varying(10) NOT NULL,
    severity character varying(10) NOT NULL,
    what text NOT NULL,
    found_at timestamp with time zone NOT NULL,
    resources character varying(20)[] NOT NULL,
    grants uuid[] NOT NULL,
    receipts character varying(120)[] NOT NULL,
    reported_by character varying(60) NOT NULL,
    reported_by_name character varying(120) NOT NULL,
    reported_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    authority character varying(120) NOT NULL,
    report_due timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    report text NOT NULL,
    acknowledged_at timestamp with time zone,
    acknowledgement character varying(120) NOT NULL,
    close_due timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    lessons text NOT NULL,
    agency_id bigint NOT NULL,
    responsible_id bigint NOT NULL,
    report_clock character varying(40) NOT NULL
);

ALTER TABLE public.operations_incident ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_incident_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_incidentcounter (
    day date NOT NULL,
    next integer NOT NULL,
    CONSTRAINT operations_incidentcounter_next_check CHECK ((next >= 0))
);

CREATE TABLE public.operations_incidentstep (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    who character varying(120) NOT NULL,
    act character varying(40) NOT NULL,
    note text NOT NULL,
    receipt character varying(120) NOT NULL,
    incident_id bigint NOT NULL
);

ALTER TABLE public.operations_incidentstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_incidentstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_incidenttask (
    id bigint NOT NULL,
    what character varying(200) NOT NULL,
    due date NOT NULL,
    done_at timestamp with time zone,
    outcome character varying(500) NOT NULL,
    assignee_id bigint NOT NULL,
    incident_id bigint NOT NULL,
    clock character varying(40) NOT NULL
);

ALTER TABLE public.operations_incidenttask ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_incidenttask_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_procedure (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    title character varying(200) NOT NULL,
    issued_on date NOT NULL,
    reference character varying(200) NOT NULL,
    text text NOT NULL,
    recorded_by character varying(60) NOT NULL,
    recorded_by_name character varying(120) NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL
);

ALTER TABLE public.operations_procedure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_procedure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.operations_riskassessment (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(120) NOT NULL,
    findings jsonb NOT NULL,
    checks character varying(40)[] NOT NULL
);

ALTER TABLE public.operations_riskassessment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.operations_riskassessment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_acceptancecheck (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_name character varying(120) NOT NULL,
    agency_name character varying(120) NOT NULL,
    is_met boolean NOT NULL,
    results jsonb NOT NULL,
    project_id bigint NOT NULL
);

ALTER TABLE public.projects_acceptancecheck ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_acceptancecheck_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_plannedentry (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    project_id bigint NOT NULL
);

ALTER TABLE public.projects_plannedentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_plannedentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_project (
    id bigint NOT NULL,
    number character varying(24) NOT NULL,
    name character varying(120) NOT NULL,
    approval character varying(60) NOT NULL,
    budget character varying(120) NOT NULL,
    systems character varying(120)[] NOT NULL,
    state character varying(12) NOT NULL,
    registered_by character varying(60) NOT NULL,
    registered_by_name character varying(120) NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    submitted_by character varying(60) NOT NULL,
    submitted_by_name character varying(120) NOT NULL,
    submitted_at timestamp with time zone,
    due date,
    due_provisional boolean NOT NULL,
    opinion text NOT NULL,
    opined_by_name character varying(120) NOT NULL,
    opined_at timestamp with time zone,
    agency_id bigint NOT NULL
);

ALTER TABLE public.projects_project ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_project_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.projects_projectitem (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    name character varying(120) NOT NULL,
    is_key boolean NOT NULL,
    found character varying(12) NOT NULL,
    resource_name character varying(200) NOT NULL,
    provider_name character varying(120) NOT NULL,
    item_name character varying(120) NOT NULL,
    item_code character varying(48) NOT NULL,
    citation character varying(8) NOT NULL,
    law character varying(200) NOT NULL,
    article character varying(60) NOT NULL,
    reason text NOT NULL,
    cited_by character varying(60) NOT NULL,
    cited_by_name character varying(120) NOT NULL,
    cited_at timestamp with time zone,
    reviewed_by_name character varying(120) NOT NULL,
    reviewed_at timestamp with time zone,
    review_opinion text NOT NULL,
    planned_id bigint,
    project_id bigint NOT NULL,
    resource_id bigint,
    CONSTRAINT projects_projectitem_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.projects_projectitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.projects_projectitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quality_comparison (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    media_type character varying(120) NOT NULL,
    charset character varying(20) NOT NULL,
    columns jsonb NOT NULL,
    pairs jsonb NOT NULL,
    state character varying(10) NOT NULL,
    counts jsonb NOT NULL,
    item_counts jsonb NOT NULL,
    version bigint,
    "grant" character varying(36) NOT NULL,
    receipt character varying(120) NOT NULL,
    made_by character varying(60) NOT NULL,
    made_by_name character varying(120) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    kept_until date NOT NULL,
    agency_id bigint NOT NULL,
    resource_id bigint NOT NULL
);

CREATE TABLE public.quality_discrepancy (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    subject jsonb NOT NULL,
    items jsonb NOT NULL,
    version bigint NOT NULL,
    note text NOT NULL,
    state character varying(14) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    found_by character varying(60) NOT NULL,
    found_by_name character varying(120) NOT NULL,
    feedback_due date NOT NULL,
    feedback_due_provisional boolean NOT NULL,
    fed_back_at timestamp with time zone,
    fed_back_by character varying(60) NOT NULL,
    answer_due date,
    answer_due_provisional boolean NOT NULL,
    answered_at timestamp with time zone,
    answered_by character varying(60) NOT NULL,
    closed_at timestamp with time zone,
    comparison_id uuid,
    corrected_in_id uuid,
    finder_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    resource_id bigint NOT NULL
);

ALTER TABLE public.quality_discrepancy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quality_discrepancy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quality_discrepancystep (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor character varying(60) NOT NULL,
    actor_name character varying(120) NOT NULL,
    agency_name character varying(120) NOT NULL,
    act character varying(14) NOT NULL,
    text text NOT NULL,
    discrepancy_id bigint NOT NULL
);

ALTER TABLE public.quality_discrepancystep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quality_discrepancystep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quality_filing (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    reason text NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    filed_by character varying(60) NOT NULL,
    filed_by_name character varying(120) NOT NULL,
    objection text NOT NULL,
    objected_at timestamp with time zone,
    objected_by character varying(60) NOT NULL,
    objected_by_name character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    resource_id bigint NOT NULL
);

ALTER TABLE public.quality_filing ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quality_filing_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quality_nilreport (
    id bigint NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    confirmed_at timestamp with time zone NOT NULL,
    confirmed_by character varying(60) NOT NULL,
    confirmed_by_name character varying(120) NOT NULL,
    resource_id bigint NOT NULL
);

ALTER TABLE public.quality_nilreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quality_nilreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.quality_numbercounter (
    id bigint NOT NULL,
    kind character varying(2) NOT NULL,
    day date NOT NULL,
    next integer NOT NULL,
    CONSTRAINT quality_numbercounter_next_check CHECK ((next >= 0))
);

ALTER TABLE public.quality_numbercounter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.quality_numbercounter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.restraints_restraint (
    id uuid NOT NULL,
    kind character varying(10) NOT NULL,
    caller character varying(60) NOT NULL,
    caller_name character varying(120) NOT NULL,
    second integer,
    day integer,
    until timestamp with time zone,
    reason character varying(500) NOT NULL,
    finding character varying(20) NOT NULL,
    whom character varying(200) NOT NULL,
    laid_at timestamp with time zone NOT NULL,
    laid_by character varying(60) NOT NULL,
    laid_by_name character varying(120) NOT NULL,
    lifted_at timestamp with time zone,
    lifted_by_name character varying(120) NOT NULL,
    lift_reason character varying(500) NOT NULL,
    agency_id bigint NOT NULL,
    grant_id uuid,
    CONSTRAINT restraints_by_kind CHECK ((((day IS NULL) AND ((kind)::text = 'suspended'::text) AND (second IS NULL) AND (until IS NULL)) OR (((kind)::text = 'throttled'::text) AND (until IS NOT NULL) AND ((second IS NOT NULL) OR (day IS NOT NULL))))),
    CONSTRAINT restraints_on_one_thing CHECK ((((grant_id IS NULL) AND (NOT ((caller)::text = ''::text))) OR ((grant_id IS NOT NULL) AND ((caller)::text = ''::text)))),
    CONSTRAINT restraints_restraint_day_check CHECK ((day >= 0)),
    CONSTRAINT restraints_restraint_second_check CHECK ((second >= 0))
);

CREATE TABLE public.seals_bag (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    since date NOT NULL,
    until date NOT NULL,
    documents_count integer NOT NULL,
    digest character varying(64) NOT NULL,
    made_by character varying(60) NOT NULL,
    made_by_name character varying(120) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL,
    CONSTRAINT seals_bag_documents_count_check CHECK ((documents_count >= 0))
);

ALTER TABLE public.seals_bag ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.seals_bag_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.seals_document (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    check_code character varying(12) NOT NULL,
    record jsonb NOT NULL,
    source character varying(120) NOT NULL,
    state character varying(12) NOT NULL,
    drafted_by character varying(60) NOT NULL,
    drafted_by_name character varying(120) NOT NULL,
    drafted_at timestamp with time zone NOT NULL,
    issued_by character varying(60) NOT NULL,
    issued_by_name character varying(120) NOT NULL,
    issued_at timestamp with time zone,
    valid_until date,
    sha256 character varying(64) NOT NULL,
    ended_by_name character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    end_reason text NOT NULL,
    archive_due date,
    archive_due_provisional boolean NOT NULL,
    paper_location character varying(200) NOT NULL,
    paper_recorded_by_name character varying(120) NOT NULL,
    paper_recorded_at timestamp with time zone,
    agency_id bigint NOT NULL,
    bag_id bigint,
    supersedes_id bigint,
    kind_id bigint NOT NULL,
    CONSTRAINT seals_issued_has_a_file CHECK ((((state)::text = ANY ((ARRAY['draft'::character varying, 'discarded'::character varying])::text[])) OR (NOT ((sha256)::text = ''::text))))
);

ALTER TABLE public.seals_document ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.seals_document_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.seals_licencekind (
    id bigint NOT NULL,
    code character varying(12) NOT NULL,
    name character varying(60) NOT NULL,
    items jsonb NOT NULL,
    basis text NOT NULL,
    valid_months smallint,
    retention_years smallint,
    paper_only_law text NOT NULL,
    sharing character varying(12) NOT NULL,
    defined_by character varying(60) NOT NULL,
    defined_at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL,
    resource_id bigint,
    CONSTRAINT seals_licencekind_retention_years_check CHECK ((retention_years >= 0)),
    CONSTRAINT seals_licencekind_valid_months_check CHECK ((valid_months >= 0)),
    CONSTRAINT seals_restricted_is_tied CHECK ((((sharing)::text = 'unrestricted'::text) OR (resource_id IS NOT NULL)))
);

ALTER TABLE public.seals_licencekind ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.seals_licencekind_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.seals_numbercounter (
    prefix character varying(10) NOT NULL,
    next integer NOT NULL,
    CONSTRAINT seals_numbercounter_next_check CHECK ((next >= 0))
);

CREATE TABLE public.sharing_allowance (
    id bigint NOT NULL,
    grant_id uuid NOT NULL,
    kind character varying(6) NOT NULL,
    window_start timestamp with time zone NOT NULL,
    used bigint NOT NULL,
    CONSTRAINT sharing_allowance_not_negative CHECK ((used >= 0))
);

ALTER TABLE public.sharing_allowance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_allowance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_application (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    duty character varying(200) NOT NULL,
    basis text NOT NULL,
    submitted_by character varying(60) NOT NULL,
    submitted_by_name character varying(120) NOT NULL,
    submitted_at timestamp with time zone NOT NULL,
    consumer_id bigint NOT NULL,
    extra jsonb NOT NULL,
    case_kind character varying(120) NOT NULL,
    purpose text NOT NULL
);

ALTER TABLE public.sharing_application ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_application_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_applicationcounter (
    day date NOT NULL,
    next integer NOT NULL,
    CONSTRAINT sharing_applicationcounter_next_check CHECK ((next >= 0))
);

CREATE TABLE public.sharing_attachments_attachment (
    id bigint NOT NULL,
    n smallint NOT NULL,
    kind character varying(12) NOT NULL,
    name character varying(120) NOT NULL,
    media_type character varying(80) NOT NULL,
    size integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    added_by character varying(60) NOT NULL,
    added_by_name character varying(120) NOT NULL,
    added_at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL,
    application_id bigint NOT NULL,
    CONSTRAINT sharing_attachments_attachment_n_check CHECK ((n >= 0)),
    CONSTRAINT sharing_attachments_attachment_size_check CHECK ((size >= 0))
);

ALTER TABLE public.sharing_attachments_attachment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_attachments_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_basket_chosen (
    id bigint NOT NULL,
    added_at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL,
    resource_id bigint NOT NULL
);

ALTER TABLE public.sharing_basket_chosen ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_basket_chosen_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_basket_draft (
    id bigint NOT NULL,
    title character varying(200) NOT NULL,
    fields jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.sharing_basket_draft ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_basket_draft_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_changes_earlierterms (
    id bigint NOT NULL,
    n smallint NOT NULL,
    terms text NOT NULL,
    hash character varying(64) NOT NULL,
    cause character varying(12) NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    ended_by character varying(60) NOT NULL,
    ended_by_name character varying(120) NOT NULL,
    reason text NOT NULL,
    grant_id uuid NOT NULL,
    CONSTRAINT sharing_changes_earlierterms_n_check CHECK ((n >= 0))
);

ALTER TABLE public.sharing_changes_earlierterms ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_changes_earlierterms_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_checking_check (
    id bigint NOT NULL,
    n smallint NOT NULL,
    state character varying(10) NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    due date NOT NULL,
    due_provisional boolean NOT NULL,
    late_at timestamp with time zone,
    missing character varying(16)[] NOT NULL,
    words text NOT NULL,
    by character varying(60) NOT NULL,
    by_name character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    was_late boolean NOT NULL,
    application_id bigint NOT NULL,
    CONSTRAINT sharing_checking_check_n_check CHECK ((n >= 0))
);

ALTER TABLE public.sharing_checking_check ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_checking_check_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_coordination (
    id bigint NOT NULL,
    number character varying(24) NOT NULL,
    state character varying(12) NOT NULL,
    raised_by character varying(60) NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    opinion_number character varying(24) NOT NULL,
    opinion text NOT NULL,
    items character varying(48)[] NOT NULL,
    modes character varying(10)[] NOT NULL,
    opined_by character varying(60) NOT NULL,
    opined_at timestamp with time zone,
    due date,
    due_provisional boolean NOT NULL,
    escalated_to character varying(120) NOT NULL,
    decision_number character varying(60) NOT NULL,
    closed_at timestamp with time zone,
    line_id bigint NOT NULL,
    raised_by_agency_id bigint NOT NULL,
    of_rest boolean NOT NULL,
    all_rows boolean NOT NULL,
    full_volume boolean NOT NULL,
    until date
);

ALTER TABLE public.sharing_coordination ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_coordination_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_coursestep (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying(20) NOT NULL,
    actor character varying(60) NOT NULL,
    actor_name character varying(120) NOT NULL,
    agency_name character varying(120) NOT NULL,
    words text NOT NULL,
    was_late boolean NOT NULL,
    agency_id bigint NOT NULL,
    coordination_id bigint,
    demand_id bigint,
    CONSTRAINT sharing_course_step_of_one CHECK ((((coordination_id IS NULL) AND (demand_id IS NOT NULL)) OR ((coordination_id IS NOT NULL) AND (demand_id IS NULL))))
);

ALTER TABLE public.sharing_coursestep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_coursestep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_demand (
    id bigint NOT NULL,
    number character varying(24) NOT NULL,
    name character varying(200) NOT NULL,
    kind character varying(20) NOT NULL,
    items character varying(120)[] NOT NULL,
    duty character varying(200) NOT NULL,
    basis text NOT NULL,
    why text NOT NULL,
    state character varying(10) NOT NULL,
    due date NOT NULL,
    due_provisional boolean NOT NULL,
    answer text NOT NULL,
    legal_basis text NOT NULL,
    filed_by character varying(60) NOT NULL,
    filed_by_name character varying(120) NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    consumer_id bigint NOT NULL,
    holder_id bigint NOT NULL,
    resource_id bigint,
    fulfil_due date,
    fulfil_due_provisional boolean NOT NULL
);

ALTER TABLE public.sharing_demand ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_demand_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_grant (
    id uuid NOT NULL,
    terms text NOT NULL,
    hash character varying(64) NOT NULL,
    state character varying(10) NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    valid_until timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by character varying(60) NOT NULL,
    withdrawal_reason text NOT NULL,
    consumer_id bigint NOT NULL,
    provider_id bigint NOT NULL,
    resource_id bigint NOT NULL,
    line_id bigint NOT NULL,
    replaces_id uuid
);

CREATE TABLE public.sharing_line (
    id bigint NOT NULL,
    items character varying(48)[] NOT NULL,
    modes character varying(10)[] NOT NULL,
    until date NOT NULL,
    reason text NOT NULL,
    state character varying(10) NOT NULL,
    due date,
    due_provisional boolean NOT NULL,
    decided_by character varying(60) NOT NULL,
    decided_by_name character varying(120) NOT NULL,
    decided_at timestamp with time zone,
    decision_reason text NOT NULL,
    application_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    resource_id bigint NOT NULL,
    rows jsonb,
    escalated_at timestamp with time zone,
    volume integer,
    condition text NOT NULL,
    replaces_id uuid,
    reached_at timestamp with time zone,
    provider_id bigint NOT NULL,
    CONSTRAINT sharing_line_volume_check CHECK ((volume >= 0))
);

ALTER TABLE public.sharing_line ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_line_systems (
    id bigint NOT NULL,
    line_id bigint NOT NULL,
    applicationsystem_id bigint NOT NULL
);

ALTER TABLE public.sharing_line_systems ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_line_systems_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_line_users (
    id bigint NOT NULL,
    line_id bigint NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.sharing_line_users ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_line_users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_look (
    id bigint NOT NULL,
    by character varying(60) NOT NULL,
    action character varying(40) NOT NULL,
    target character varying(80) NOT NULL,
    day date NOT NULL,
    record uuid NOT NULL
);

ALTER TABLE public.sharing_look ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_look_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_numbercounter (
    id bigint NOT NULL,
    prefix character varying(4) NOT NULL,
    day date NOT NULL,
    next integer NOT NULL,
    CONSTRAINT sharing_numbercounter_next_check CHECK ((next >= 0))
);

ALTER TABLE public.sharing_numbercounter ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_numbercounter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_onwarduse (
    id bigint NOT NULL,
    number character varying(24) NOT NULL,
    route character varying(12) NOT NULL,
    items character varying(48)[] NOT NULL,
    form character varying(200) NOT NULL,
    place character varying(200) NOT NULL,
    purpose text NOT NULL,
    basis text NOT NULL,
    state character varying(12) NOT NULL,
    due date NOT NULL,
    due_provisional boolean NOT NULL,
    conditions text NOT NULL,
    reason text NOT NULL,
    requested_by character varying(60) NOT NULL,
    requested_by_name character varying(120) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    answered_by character varying(60) NOT NULL,
    answered_by_name character varying(120) NOT NULL,
    answered_at timestamp with time zone,
    grant_id uuid NOT NULL
);

ALTER TABLE public.sharing_onwarduse ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_onwarduse_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_proof_statement (
    id bigint NOT NULL,
    node character varying(6) NOT NULL,
    n smallint NOT NULL,
    says character varying(10) NOT NULL,
    hash character varying(64) NOT NULL,
    jws text NOT NULL,
    key character varying(44) NOT NULL,
    at timestamp with time zone NOT NULL,
    line_id bigint NOT NULL,
    CONSTRAINT sharing_proof_statement_n_check CHECK ((n >= 0))
);

ALTER TABLE public.sharing_proof_statement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_proof_statement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_questions_question (
    id bigint NOT NULL,
    n smallint NOT NULL,
    text text NOT NULL,
    asked_by character varying(60) NOT NULL,
    asked_by_name character varying(120) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    stops_clock boolean NOT NULL,
    due date,
    days_left smallint,
    answer text NOT NULL,
    answered_by character varying(60) NOT NULL,
    answered_by_name character varying(120) NOT NULL,
    answered_at timestamp with time zone,
    line_id bigint NOT NULL,
    CONSTRAINT sharing_questions_question_days_left_check CHECK ((days_left >= 0)),
    CONSTRAINT sharing_questions_question_n_check CHECK ((n >= 0))
);

ALTER TABLE public.sharing_questions_question ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_questions_question_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_refusing_refusaltemplate (
    code character varying(40) NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(80) NOT NULL,
    text character varying(400) NOT NULL,
    basis character varying(200) NOT NULL,
    "position" smallint NOT NULL,
    is_active boolean NOT NULL,
    changed_by_name character varying(120) NOT NULL,
    changed_at timestamp with time zone,
    CONSTRAINT sharing_refusing_refusaltemplate_position_check CHECK (("position" >= 0))
);

CREATE TABLE public.sharing_share (
    id bigint NOT NULL,
    grant_id uuid NOT NULL,
    holder uuid NOT NULL,
    calls integer NOT NULL,
    until timestamp with time zone NOT NULL,
    CONSTRAINT sharing_share_of_some CHECK ((calls > 0))
);

ALTER TABLE public.sharing_share ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_share_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_signing_round (
    id bigint NOT NULL,
    stage character varying(12) NOT NULL,
    content text NOT NULL,
    hash character varying(64) NOT NULL,
    steps jsonb NOT NULL,
    at_step smallint NOT NULL,
    state character varying(10) NOT NULL,
    prepared_by character varying(60) NOT NULL,
    prepared_by_name character varying(120) NOT NULL,
    prepared_at timestamp with time zone NOT NULL,
    moved_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    agency_id bigint NOT NULL,
    application_id bigint,
    line_id bigint,
    subject character varying(20) NOT NULL,
    ref character varying(40) NOT NULL,
    name character varying(200) NOT NULL,
    number character varying(330) NOT NULL,
    submitted_by character varying(60) NOT NULL,
    CONSTRAINT sharing_signing_of_one_thing CHECK ((((application_id IS NOT NULL) AND (line_id IS NULL) AND ((ref)::text = ''::text) AND ((stage)::text = 'application'::text)) OR ((application_id IS NOT NULL) AND (line_id IS NOT NULL) AND ((ref)::text = ''::text) AND ((stage)::text = 'decision'::text)) OR ((application_id IS NULL) AND (line_id IS NULL) AND (NOT ((ref)::text = ''::text))))),
    CONSTRAINT sharing_signing_round_at_step_check CHECK ((at_step >= 0))
);

ALTER TABLE public.sharing_signing_round ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_signing_round_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_signing_signature (
    id bigint NOT NULL,
    n smallint NOT NULL,
    act character varying(10) NOT NULL,
    by character varying(60) NOT NULL,
    by_name character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    opinion text NOT NULL,
    round_id bigint NOT NULL,
    CONSTRAINT sharing_signing_signature_n_check CHECK ((n >= 0))
);

ALTER TABLE public.sharing_signing_signature ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_signing_signature_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_signing_signoffstep (
    id bigint NOT NULL,
    stage character varying(12) NOT NULL,
    n smallint NOT NULL,
    name character varying(30) NOT NULL,
    role character varying(24) NOT NULL,
    changed_by_name character varying(120) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL,
    CONSTRAINT sharing_signing_signoffstep_n_check CHECK ((n >= 0)),
    CONSTRAINT sharing_signing_three_steps CHECK (((n >= 1) AND (n <= 3)))
);

ALTER TABLE public.sharing_signing_signoffstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_signing_signoffstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.sharing_signing_signoffstep_people (
    id bigint NOT NULL,
    signoffstep_id bigint NOT NULL,
    person_id bigint NOT NULL
);

ALTER TABLE public.sharing_signing_signoffstep_people ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.sharing_signing_signoffstep_people_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.spreadsheets_rememberedmapping (
    id bigint NOT NULL,
    fingerprint character varying(64) NOT NULL,
    columns jsonb NOT NULL,
    by character varying(60) NOT NULL,
    at timestamp with time zone NOT NULL,
    agency_id bigint NOT NULL
);

ALTER TABLE public.spreadsheets_rememberedmapping ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spreadsheets_rememberedmapping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.spreadsheets_row (
    id bigint NOT NULL,
    number integer NOT NULL,
    state character varying(10) NOT NULL,
    name character varying(200) NOT NULL,
    cells jsonb NOT NULL,
    remarks jsonb NOT NULL,
    refused smallint NOT NULL,
    resource_id bigint,
    upload_id bigint NOT NULL,
    CONSTRAINT spreadsheets_row_number_check CHECK ((number >= 0)),
    CONSTRAINT spreadsheets_row_refused_check CHECK ((refused >= 0))
);

ALTER TABLE public.spreadsheets_row ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spreadsheets_row_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.spreadsheets_spelling (
    id bigint NOT NULL,
    portal character varying(20) NOT NULL,
    county character varying(30) NOT NULL,
    spelling character varying(120) NOT NULL,
    full_name character varying(150) NOT NULL,
    how character varying(6) NOT NULL,
    by character varying(60) NOT NULL,
    agency_id bigint
);

ALTER TABLE public.spreadsheets_spelling ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spreadsheets_spelling_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.spreadsheets_upload (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    state character varying(10) NOT NULL,
    source character varying(120) NOT NULL,
    file_name character varying(200) NOT NULL,
    content bytea NOT NULL,
    digest character varying(64) NOT NULL,
    columns jsonb NOT NULL,
    rows integer NOT NULL,
    remarks integer NOT NULL,
    counts jsonb NOT NULL,
    gone integer NOT NULL,
    problem jsonb NOT NULL,
    uploaded_by character varying(60) NOT NULL,
    uploaded_by_name character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    agency_id bigint,
    CONSTRAINT spreadsheets_upload_gone_check CHECK ((gone >= 0)),
    CONSTRAINT spreadsheets_upload_remarks_check CHECK ((remarks >= 0)),
    CONSTRAINT spreadsheets_upload_rows_check CHECK ((rows >= 0))
);

ALTER TABLE public.spreadsheets_upload ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spreadsheets_upload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.standards_codelist (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    note text NOT NULL,
    replaces character varying(60)[] NOT NULL,
    proposed_by character varying(60) NOT NULL,
    proposed_by_name character varying(60) NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_by character varying(60) NOT NULL,
    decided_by_name character varying(60) NOT NULL,
    decided_at timestamp with time zone,
    opinion text NOT NULL,
    jointly_with character varying(120) NOT NULL,
    document character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    identifier character varying(40) NOT NULL,
    version integer NOT NULL,
    name character varying(120) NOT NULL,
    name_en character varying(200) NOT NULL,
    source character varying(300) NOT NULL,
    proposer_id bigint,
    replaced_by_id bigint,
    standard_id bigint,
    CONSTRAINT standards_codelist_version_check CHECK ((version >= 0))
);

ALTER TABLE public.standards_codelist ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.standards_codelist_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.standards_codelistvalue (
    id bigint NOT NULL,
    "position" integer NOT NULL,
    code character varying(40) NOT NULL,
    text character varying(300) NOT NULL,
    text_en character varying(300) NOT NULL,
    parent character varying(40) NOT NULL,
    valid_from date,
    valid_until date,
    code_list_id bigint NOT NULL,
    CONSTRAINT standards_codelistvalue_position_check CHECK (("position" >= 0))
);

ALTER TABLE public.standards_codelistvalue ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.standards_codelistvalue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.standards_dataelement (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    note text NOT NULL,
    replaces character varying(60)[] NOT NULL,
    proposed_by character varying(60) NOT NULL,
    proposed_by_name character varying(60) NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_by character varying(60) NOT NULL,
    decided_by_name character varying(60) NOT NULL,
    decided_at timestamp with time zone,
    opinion text NOT NULL,
    jointly_with character varying(120) NOT NULL,
    document character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    identifier character varying(12) NOT NULL,
    version integer NOT NULL,
    name character varying(120) NOT NULL,
    name_en character varying(200) NOT NULL,
    definition text NOT NULL,
    type character varying(10) NOT NULL,
    length integer,
    representation character varying(30) NOT NULL,
    sensitivity character varying(10) NOT NULL,
    is_reference boolean NOT NULL,
    scope_kind character varying(10) NOT NULL,
    aliases character varying(60)[] NOT NULL,
    folded_names text[] GENERATED ALWAYS AS (public.yishu_folded_names((name)::text, (aliases)::text[])) STORED,
    code_list_id bigint,
    proposer_id bigint,
    replaced_by_id bigint,
    standard_id bigint,
    pairs text[] GENERATED ALWAYS AS (public.yishu_names_pairs((name)::text, (aliases)::text[])) STORED,
    CONSTRAINT standards_dataelement_length_check CHECK ((length >= 0)),
    CONSTRAINT standards_dataelement_version_check CHECK ((version >= 0))
);

ALTER TABLE public.standards_dataelement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.standards_dataelement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.standards_identifiercounter (
    prefix character varying(8) NOT NULL,
    next integer NOT NULL,
    CONSTRAINT standards_identifiercounter_next_check CHECK ((next >= 0))
);

CREATE TABLE public.standards_standard (
    id bigint NOT NULL,
    state character varying(10) NOT NULL,
    note text NOT NULL,
    replaces character varying(60)[] NOT NULL,
    proposed_by character varying(60) NOT NULL,
    proposed_by_name character varying(60) NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    decided_by character varying(60) NOT NULL,
    decided_by_name character varying(60) NOT NULL,
    decided_at timestamp with time zone,
    opinion text NOT NULL,
    jointly_with character varying(120) NOT NULL,
    document character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    code character varying(60) NOT NULL,
    title character varying(200) NOT NULL,
    title_en character varying(300) NOT NULL,
    kind character varying(16) NOT NULL,
    version character varying(20) NOT NULL,
    issued_by character varying(200) NOT NULL,
    issued_on date,
    in_force_from date,
    in_force_until date,
    url character varying(300) NOT NULL,
    proposer_id bigint,
    replaced_by_id bigint
);

ALTER TABLE public.standards_standard ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.standards_standard_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.standing_sheet (
    id bigint NOT NULL,
    file_name character varying(200) NOT NULL,
    digest character varying(64) NOT NULL,
    read_by character varying(60) NOT NULL,
    read_by_name character varying(120) NOT NULL,
    at timestamp with time zone NOT NULL,
    provider_id bigint NOT NULL
);

ALTER TABLE public.standing_sheet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.standing_sheet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.standing_sheetrow (
    id bigint NOT NULL,
    line integer NOT NULL,
    cells jsonb NOT NULL,
    notes jsonb NOT NULL,
    errors jsonb NOT NULL,
    sheet_id bigint NOT NULL,
    standing_id bigint,
    CONSTRAINT standing_sheetrow_line_check CHECK ((line >= 0))
);

ALTER TABLE public.standing_sheetrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.standing_sheetrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.standing_standingauthorisation (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    items character varying(48)[] NOT NULL,
    modes character varying(10)[] NOT NULL,
    duty character varying(200) NOT NULL,
    purpose text NOT NULL,
    obligations text NOT NULL,
    rows jsonb,
    limits jsonb NOT NULL,
    networks character varying(60)[] NOT NULL,
    masks jsonb NOT NULL,
    since date NOT NULL,
    until date,
    review_by date,
    basis_number character varying(120) NOT NULL,
    basis_issuer character varying(120) NOT NULL,
    basis_date date NOT NULL,
    file_name character varying(120) NOT NULL,
    file_type character varying(80) NOT NULL,
    file_size integer NOT NULL,
    file_sha256 character varying(64) NOT NULL,
    file_by character varying(60) NOT NULL,
    state character varying(16) NOT NULL,
    due date,
    due_provisional boolean NOT NULL,
    brought_by character varying(60) NOT NULL,
    brought_by_name character varying(120) NOT NULL,
    brought_at timestamp with time zone NOT NULL,
    confirmed_by character varying(60) NOT NULL,
    confirmed_by_name character varying(120) NOT NULL,
    confirmed_at timestamp with time zone,
    consumer_id bigint NOT NULL,
    entry_id bigint NOT NULL,
    line_id bigint,
    provider_id bigint NOT NULL,
    resource_id bigint NOT NULL,
    CONSTRAINT standing_of_two CHECK ((NOT (provider_id = consumer_id))),
    CONSTRAINT standing_standingauthorisation_file_size_check CHECK ((file_size >= 0))
);

ALTER TABLE public.standing_standingauthorisation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.standing_standingauthorisation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.standing_standingstep (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying(20) NOT NULL,
    actor character varying(60) NOT NULL,
    actor_name character varying(120) NOT NULL,
    agency_name character varying(120) NOT NULL,
    words text NOT NULL,
    standing_id bigint NOT NULL
);

ALTER TABLE public.standing_standingstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.standing_standingstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.subject_uses_look (
    record uuid NOT NULL,
    way character varying(10) NOT NULL,
    by character varying(60) NOT NULL,
    at timestamp with time zone NOT NULL
);

CREATE TABLE public.subject_uses_withholding (
    id bigint NOT NULL,
    "grant" character varying(40) NOT NULL,
    duty character varying(200) NOT NULL,
    law character varying(120) NOT NULL,
    article character varying(60) NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    declared_by character varying(120) NOT NULL,
    receipt character varying(120) NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(120) NOT NULL,
    end_reason character varying(200) NOT NULL,
    agency_id bigint NOT NULL,
    CONSTRAINT subject_uses_withholding_days CHECK ((last_day >= first_day))
);

ALTER TABLE public.subject_uses_withholding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.subject_uses_withholding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.uploads_heldbatch (
    id bigint NOT NULL,
    records bigint NOT NULL,
    quarantined bigint NOT NULL,
    percent numeric(5,2) NOT NULL,
    faults jsonb NOT NULL,
    sample jsonb NOT NULL,
    held_at timestamp with time zone NOT NULL,
    until date NOT NULL,
    released boolean,
    decided_at timestamp with time zone,
    decided_by character varying(60) NOT NULL,
    decided_by_name character varying(120) NOT NULL,
    reason text NOT NULL,
    upload_id uuid NOT NULL,
    CONSTRAINT uploads_held_decided_by_whom CHECK ((((decided_at IS NULL) AND ((decided_by)::text = ''::text) AND (released IS NULL)) OR ((decided_at IS NOT NULL) AND (released IS NOT NULL) AND (NOT ((decided_by)::text = ''::text)) AND (NOT (reason = ''::text)))))
);

ALTER TABLE public.uploads_heldbatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.uploads_heldbatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.uploads_holdrule (
    id bigint NOT NULL,
    percent numeric(5,2) NOT NULL,
    declared_by character varying(60) NOT NULL,
    declared_by_name character varying(120) NOT NULL,
    declared_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying(60) NOT NULL,
    ended_by_name character varying(120) NOT NULL,
    resource_id bigint NOT NULL,
    CONSTRAINT uploads_hold_rule_percent_in_range CHECK (((percent >= (0)::numeric) AND (percent < (100)::numeric)))
);

ALTER TABLE public.uploads_holdrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.uploads_holdrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.uploads_upload (
    id uuid NOT NULL,
    actor character varying(60) NOT NULL,
    actor_name character varying(120) NOT NULL,
    file_name character varying(200) NOT NULL,
    metadata text NOT NULL,
    media_type character varying(120) NOT NULL,
    charset character varying(40) NOT NULL,
    how character varying(8) NOT NULL,
    idempotency_key character varying(200),
    length bigint NOT NULL,
    "offset" bigint NOT NULL,
    expected_digest character varying(64) NOT NULL,
    body_digest character varying(64) NOT NULL,
    state character varying(9) NOT NULL,
    attempts smallint NOT NULL,
    records_read bigint NOT NULL,
    refusal jsonb,
    began_at timestamp with time zone NOT NULL,
    written_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone,
    ended_at timestamp with time zone,
    batch_id uuid,
    resource_id bigint NOT NULL,
    again_at timestamp with time zone,
    CONSTRAINT uploads_offset_within_length CHECK ((("offset" >= 0) AND ("offset" <= length))),
    CONSTRAINT uploads_published_by_batch CHECK ((((batch_id IS NOT NULL) AND ((state)::text = 'published'::text)) OR (NOT ((state)::text = 'published'::text)))),
    CONSTRAINT uploads_upload_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT uploads_whole_before_read CHECK ((((state)::text = ANY ((ARRAY['receiving'::character varying, 'expired'::character varying, 'discarded'::character varying, 'refused'::character varying])::text[])) OR ("offset" = length)))
);

CREATE TABLE public.witnessing_watch (
    id bigint NOT NULL,
    keys character varying(200)[] NOT NULL,
    witness character varying(200) NOT NULL,
    size bigint NOT NULL,
    note text NOT NULL,
    at timestamp with time zone,
    problem character varying(12) NOT NULL,
    problem_at timestamp with time zone,
    shown text NOT NULL,
    said boolean NOT NULL,
    refused character varying(12) NOT NULL,
    refused_at timestamp with time zone,
    link_id bigint NOT NULL
);

ALTER TABLE public.witnessing_watch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.witnessing_watch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.workdays_changes_change (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    year smallint NOT NULL,
    reference character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying(60) NOT NULL,
    by_name character varying(120) NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    moved integer NOT NULL,
    settled integer NOT NULL,
    receipt character varying(120) NOT NULL,
    undoes_id bigint,
    CONSTRAINT workdays_changes_change_moved_check CHECK ((moved >= 0)),
    CONSTRAINT workdays_changes_change_settled_check CHECK ((settled >= 0)),
    CONSTRAINT workdays_changes_change_year_check CHECK ((year >= 0))
);

ALTER TABLE public.workdays_changes_change ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.workdays_changes_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.workdays_changes_moveddeadline (
    id bigint NOT NULL,
    clock character varying(40) NOT NULL,
    thing character varying(200) NOT NULL,
    path character varying(300) NOT NULL,
    before date NOT NULL,
    after date NOT NULL,
    provisional boolean NOT NULL,
    agency_id bigint,
    change_id bigint NOT NULL
);

ALTER TABLE public.workdays_changes_moveddeadline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.workdays_changes_moveddeadline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.workdays_clockchange (
    id bigint NOT NULL,
    clock character varying(40) NOT NULL,
    since timestamp with time zone NOT NULL,
    before smallint NOT NULL,
    after smallint NOT NULL,
    CONSTRAINT workdays_clockchange_after_check CHECK ((after >= 0)),
    CONSTRAINT workdays_clockchange_before_check CHECK ((before >= 0))
);

ALTER TABLE public.workdays_clockchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.workdays_clockchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.workdays_localday (
    date date NOT NULL,
    kind character varying(10) NOT NULL,
    name character varying(60) NOT NULL,
    basis character varying(200) NOT NULL,
    added_by_name character varying(120) NOT NULL,
    added_at timestamp with time zone NOT NULL
);

CREATE TABLE public.workdays_workyear (
    year smallint NOT NULL,
    number character varying(60) NOT NULL,
    issued_on date,
    confirmed_by_name character varying(120) NOT NULL,
    confirmed_at timestamp with time zone,
    CONSTRAINT workdays_workyear_year_check CHECK ((year >= 0))
);

ALTER TABLE ONLY public.audit_record ATTACH PARTITION public.audit_record_other DEFAULT;

INSERT INTO public.access_epoch (id, epoch) VALUES (1, 1);

INSERT INTO public.assessment_consequence (id, "position", measure, below, proposal_zh, proposal_en, scheme_id) VALUES (1, 1, 'response', 60, '建议暂停该单位新的信息化项目立项，待其答复逾期事项后恢复', 'Suspend new IT projects of the agency until it has answered what is overdue', 1);
INSERT INTO public.assessment_consequence (id, "position", measure, below, proposal_zh, proposal_en, scheme_id) VALUES (2, 2, 'mounted', 60, '建议暂缓安排该单位相关系统的运行维护经费，待完成挂接后安排', 'Hold back running costs of the systems concerned until their data is mounted', 1);

INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (1, 1, 'entries', 'amount', '已发布目录', 'Published entries', 'target', 10, 10, '《暂行办法》第三十五条', 'Interim Measures, Article 35', 1);
INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (2, 2, 'records', 'amount', '已托管记录', 'Hosted records', 'target', 10, 10000, '《暂行办法》第三十五条', 'Interim Measures, Article 35', 1);
INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (3, 3, 'mounted', 'mounted', '挂接率', 'Mounted share', 'share', 20, NULL, '《暂行办法》第七条、第三十五条', 'Interim Measures, Articles 7 and 35', 1);
INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (4, 4, 'timeliness', 'timeliness', '按时更新率', 'Updates on time', 'share', 20, NULL, '《暂行办法》第十八条、第二十五条', 'Interim Measures, Articles 18 and 25', 1);
INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (5, 5, 'calls', 'use', '被调用次数', 'Calls by others', 'target', 8, 1000, '《暂行办法》第三十五条', 'Interim Measures, Article 35', 1);
INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (6, 6, 'consumers', 'use', '使用单位数', 'Consumers', 'target', 6, 5, '《暂行办法》第三十五条', 'Interim Measures, Article 35', 1);
INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (7, 7, 'cases', 'use', '服务办件数', 'Cases served', 'target', 6, 100, '《暂行办法》第三十五条', 'Interim Measures, Article 35', 1);
INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (8, 8, 'applications', 'response', '共享申请按时答复率', 'Applications decided in time', 'share', 10, NULL, '《暂行办法》第二十六条', 'Interim Measures, Article 26', 1);
INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (9, 9, 'demands', 'response', '共享需求按时答复率', 'Demands answered in time', 'share', 4, NULL, '平台约定（第四条）', 'Platform rule (Article 4)', 1);
INSERT INTO public.assessment_indicator (id, "position", code, measure, name_zh, name_en, formula, weight, target, basis_zh, basis_en, scheme_id) VALUES (10, 10, 'discrepancies', 'response', '疑义数据按时答复率', 'Discrepancies answered in time', 'share', 6, NULL, '平台约定（第二十八条）', 'Platform rule (Article 28)', 1);

INSERT INTO public.assessment_scheme (id, version, audience, made_at, made_by, made_by_name, reason) VALUES (1, 1, 'agencies', '2014-11-28 00:00:00+00', 'platform', '平台', '默认方案');

INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (1, 'Can add permission', 1, 'add_permission');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (2, 'Can change permission', 1, 'change_permission');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (3, 'Can delete permission', 1, 'delete_permission');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (4, 'Can view permission', 1, 'view_permission');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (5, 'Can add group', 2, 'add_group');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (6, 'Can change group', 2, 'change_group');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (7, 'Can delete group', 2, 'delete_group');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (8, 'Can view group', 2, 'view_group');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (9, 'Can add content type', 3, 'add_contenttype');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (10, 'Can change content type', 3, 'change_contenttype');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (11, 'Can delete content type', 3, 'delete_contenttype');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (12, 'Can view content type', 3, 'view_contenttype');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (13, 'Can add clock', 4, 'add_clock');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (14, 'Can change clock', 4, 'change_clock');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (15, 'Can delete clock', 4, 'delete_clock');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (16, 'Can view clock', 4, 'view_clock');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (17, 'Can add work day', 5, 'add_workday');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (18, 'Can change work day', 5, 'change_workday');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (19, 'Can delete work day', 5, 'delete_workday');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (20, 'Can view work day', 5, 'view_workday');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (21, 'Can add access epoch', 6, 'add_accessepoch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (22, 'Can change access epoch', 6, 'change_accessepoch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (23, 'Can delete access epoch', 6, 'delete_accessepoch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (24, 'Can view access epoch', 6, 'view_accessepoch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (25, 'Can add division', 7, 'add_division');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (26, 'Can change division', 7, 'change_division');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (27, 'Can delete division', 7, 'delete_division');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (28, 'Can view division', 7, 'view_division');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (29, 'Can add local step', 8, 'add_localstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (30, 'Can change local step', 8, 'change_localstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (31, 'Can delete local step', 8, 'delete_localstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (32, 'Can view local step', 8, 'view_localstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (33, 'Can add local field', 9, 'add_localfield');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (34, 'Can change local field', 9, 'change_localfield');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (35, 'Can delete local field', 9, 'delete_localfield');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (36, 'Can view local field', 9, 'view_localfield');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (37, 'Can add work year', 10, 'add_workyear');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (38, 'Can change work year', 10, 'change_workyear');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (39, 'Can delete work year', 10, 'delete_workyear');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (40, 'Can view work year', 10, 'view_workyear');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (41, 'Can add local day', 11, 'add_localday');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (42, 'Can change local day', 11, 'change_localday');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (43, 'Can delete local day', 11, 'delete_localday');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (44, 'Can view local day', 11, 'view_localday');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (45, 'Can add clock change', 12, 'add_clockchange');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (46, 'Can change clock change', 12, 'change_clockchange');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (47, 'Can delete clock change', 12, 'delete_clockchange');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (48, 'Can view clock change', 12, 'view_clockchange');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (49, 'Can add record', 13, 'add_record');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (50, 'Can change record', 13, 'change_record');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (51, 'Can delete record', 13, 'delete_record');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (52, 'Can view record', 13, 'view_record');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (53, 'Can add refusal count', 14, 'add_refusalcount');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (54, 'Can change refusal count', 14, 'change_refusalcount');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (55, 'Can delete refusal count', 14, 'delete_refusalcount');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (56, 'Can view refusal count', 14, 'view_refusalcount');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (57, 'Can add subject list', 15, 'add_subjectlist');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (58, 'Can change subject list', 15, 'change_subjectlist');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (59, 'Can delete subject list', 15, 'delete_subjectlist');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (60, 'Can view subject list', 15, 'view_subjectlist');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (61, 'Can add checkpoint', 16, 'add_checkpoint');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (62, 'Can change checkpoint', 16, 'change_checkpoint');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (63, 'Can delete checkpoint', 16, 'delete_checkpoint');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (64, 'Can view checkpoint', 16, 'view_checkpoint');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (65, 'Can add cosignature', 17, 'add_cosignature');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (66, 'Can change cosignature', 17, 'change_cosignature');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (67, 'Can delete cosignature', 17, 'delete_cosignature');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (68, 'Can view cosignature', 17, 'view_cosignature');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (69, 'Can add leaf', 18, 'add_leaf');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (70, 'Can change leaf', 18, 'change_leaf');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (71, 'Can delete leaf', 18, 'delete_leaf');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (72, 'Can view leaf', 18, 'view_leaf');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (73, 'Can add log', 19, 'add_log');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (74, 'Can change log', 19, 'change_log');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (75, 'Can delete log', 19, 'delete_log');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (76, 'Can view log', 19, 'view_log');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (77, 'Can add log key', 20, 'add_logkey');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (78, 'Can change log key', 20, 'change_logkey');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (79, 'Can delete log key', 20, 'delete_logkey');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (80, 'Can view log key', 20, 'view_logkey');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (81, 'Can add tile', 21, 'add_tile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (82, 'Can change tile', 21, 'change_tile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (83, 'Can delete tile', 21, 'delete_tile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (84, 'Can view tile', 21, 'view_tile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (85, 'Can add witness', 22, 'add_witness');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (86, 'Can change witness', 22, 'change_witness');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (87, 'Can delete witness', 22, 'delete_witness');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (88, 'Can view witness', 22, 'view_witness');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (89, 'Can add subject use', 23, 'add_subjectuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (90, 'Can change subject use', 23, 'change_subjectuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (91, 'Can delete subject use', 23, 'delete_subjectuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (92, 'Can view subject use', 23, 'view_subjectuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (93, 'Can add ledger', 24, 'add_ledger');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (94, 'Can change ledger', 24, 'change_ledger');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (95, 'Can delete ledger', 24, 'delete_ledger');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (96, 'Can view ledger', 24, 'view_ledger');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (97, 'Can add stamp', 25, 'add_stamp');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (98, 'Can change stamp', 25, 'change_stamp');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (99, 'Can delete stamp', 25, 'delete_stamp');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (100, 'Can view stamp', 25, 'view_stamp');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (101, 'Can add block', 26, 'add_block');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (102, 'Can change block', 26, 'change_block');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (103, 'Can delete block', 26, 'delete_block');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (104, 'Can view block', 26, 'view_block');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (105, 'Can add posting', 27, 'add_posting');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (106, 'Can change posting', 27, 'change_posting');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (107, 'Can delete posting', 27, 'delete_posting');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (108, 'Can view posting', 27, 'view_posting');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (109, 'Can add archived month', 28, 'add_archivedmonth');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (110, 'Can change archived month', 28, 'change_archivedmonth');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (111, 'Can delete archived month', 28, 'delete_archivedmonth');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (112, 'Can view archived month', 28, 'view_archivedmonth');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (113, 'Can add case use', 29, 'add_caseuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (114, 'Can change case use', 29, 'change_caseuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (115, 'Can delete case use', 29, 'delete_caseuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (116, 'Can view case use', 29, 'view_caseuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (117, 'Can add agency', 30, 'add_agency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (118, 'Can change agency', 30, 'change_agency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (119, 'Can delete agency', 30, 'delete_agency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (120, 'Can view agency', 30, 'view_agency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (121, 'Can add person', 31, 'add_person');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (122, 'Can change person', 31, 'change_person');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (123, 'Can delete person', 31, 'delete_person');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (124, 'Can view person', 31, 'view_person');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (125, 'Can add application system', 32, 'add_applicationsystem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (126, 'Can change application system', 32, 'change_applicationsystem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (127, 'Can delete application system', 32, 'delete_applicationsystem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (128, 'Can view application system', 32, 'view_applicationsystem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (129, 'Can add appointment', 33, 'add_appointment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (130, 'Can change appointment', 33, 'change_appointment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (131, 'Can delete appointment', 33, 'delete_appointment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (132, 'Can view appointment', 33, 'view_appointment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (133, 'Can add duty', 34, 'add_duty');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (134, 'Can change duty', 34, 'change_duty');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (135, 'Can delete duty', 34, 'delete_duty');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (136, 'Can view duty', 34, 'view_duty');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (137, 'Can add key', 35, 'add_key');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (138, 'Can change key', 35, 'change_key');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (139, 'Can delete key', 35, 'delete_key');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (140, 'Can view key', 35, 'view_key');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (141, 'Can add seen nonce', 36, 'add_seennonce');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (142, 'Can change seen nonce', 36, 'change_seennonce');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (143, 'Can delete seen nonce', 36, 'delete_seennonce');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (144, 'Can view seen nonce', 36, 'view_seennonce');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (145, 'Can add delegation', 37, 'add_delegation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (146, 'Can change delegation', 37, 'change_delegation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (147, 'Can delete delegation', 37, 'delete_delegation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (148, 'Can view delegation', 37, 'view_delegation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (149, 'Can add message', 38, 'add_message');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (150, 'Can change message', 38, 'change_message');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (151, 'Can delete message', 38, 'delete_message');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (152, 'Can view message', 38, 'view_message');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (153, 'Can add notice', 39, 'add_notice');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (154, 'Can change notice', 39, 'change_notice');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (155, 'Can delete notice', 39, 'delete_notice');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (156, 'Can view notice', 39, 'view_notice');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (157, 'Can add preference', 40, 'add_preference');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (158, 'Can change preference', 40, 'change_preference');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (159, 'Can delete preference', 40, 'delete_preference');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (160, 'Can view preference', 40, 'view_preference');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (161, 'Can add webhook', 41, 'add_webhook');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (162, 'Can change webhook', 41, 'change_webhook');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (163, 'Can delete webhook', 41, 'delete_webhook');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (164, 'Can view webhook', 41, 'view_webhook');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (165, 'Can add delivery', 42, 'add_delivery');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (166, 'Can change delivery', 42, 'change_delivery');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (167, 'Can delete delivery', 42, 'delete_delivery');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (168, 'Can view delivery', 42, 'view_delivery');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (169, 'Can add authenticator', 43, 'add_authenticator');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (170, 'Can change authenticator', 43, 'change_authenticator');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (171, 'Can delete authenticator', 43, 'delete_authenticator');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (172, 'Can view authenticator', 43, 'view_authenticator');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (173, 'Can add brake', 44, 'add_brake');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (174, 'Can change brake', 44, 'change_brake');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (175, 'Can delete brake', 44, 'delete_brake');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (176, 'Can view brake', 44, 'view_brake');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (177, 'Can add invitation', 45, 'add_invitation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (178, 'Can change invitation', 45, 'change_invitation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (179, 'Can delete invitation', 45, 'delete_invitation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (180, 'Can view invitation', 45, 'view_invitation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (181, 'Can add passkey', 46, 'add_passkey');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (182, 'Can change passkey', 46, 'change_passkey');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (183, 'Can delete passkey', 46, 'delete_passkey');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (184, 'Can view passkey', 46, 'view_passkey');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (185, 'Can add session', 47, 'add_session');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (186, 'Can change session', 47, 'change_session');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (187, 'Can delete session', 47, 'delete_session');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (188, 'Can view session', 47, 'view_session');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (189, 'Can add recovery code', 48, 'add_recoverycode');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (190, 'Can change recovery code', 48, 'change_recoverycode');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (191, 'Can delete recovery code', 48, 'delete_recoverycode');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (192, 'Can view recovery code', 48, 'view_recoverycode');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (193, 'Can add outside identity', 49, 'add_outsideidentity');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (194, 'Can change outside identity', 49, 'change_outsideidentity');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (195, 'Can delete outside identity', 49, 'delete_outsideidentity');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (196, 'Can view outside identity', 49, 'view_outsideidentity');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (197, 'Can add handover', 50, 'add_handover');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (198, 'Can change handover', 50, 'change_handover');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (199, 'Can delete handover', 50, 'delete_handover');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (200, 'Can view handover', 50, 'view_handover');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (201, 'Can add handed duty', 51, 'add_handedduty');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (202, 'Can change handed duty', 51, 'change_handedduty');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (203, 'Can delete handed duty', 51, 'delete_handedduty');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (204, 'Can view handed duty', 51, 'view_handedduty');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (205, 'Can add responsibility', 52, 'add_responsibility');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (206, 'Can change responsibility', 52, 'change_responsibility');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (207, 'Can delete responsibility', 52, 'delete_responsibility');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (208, 'Can view responsibility', 52, 'view_responsibility');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (209, 'Can add identifier counter', 53, 'add_identifiercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (210, 'Can change identifier counter', 53, 'change_identifiercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (211, 'Can delete identifier counter', 53, 'delete_identifiercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (212, 'Can view identifier counter', 53, 'view_identifiercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (213, 'Can add code list', 54, 'add_codelist');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (214, 'Can change code list', 54, 'change_codelist');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (215, 'Can delete code list', 54, 'delete_codelist');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (216, 'Can view code list', 54, 'view_codelist');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (217, 'Can add standard', 55, 'add_standard');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (218, 'Can change standard', 55, 'change_standard');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (219, 'Can delete standard', 55, 'delete_standard');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (220, 'Can view standard', 55, 'view_standard');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (221, 'Can add data element', 56, 'add_dataelement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (222, 'Can change data element', 56, 'change_dataelement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (223, 'Can delete data element', 56, 'delete_dataelement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (224, 'Can view data element', 56, 'view_dataelement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (225, 'Can add code list value', 57, 'add_codelistvalue');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (226, 'Can change code list value', 57, 'change_codelistvalue');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (227, 'Can delete code list value', 57, 'delete_codelistvalue');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (228, 'Can view code list value', 57, 'view_codelistvalue');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (229, 'Can add code counter', 58, 'add_codecounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (230, 'Can change code counter', 58, 'change_codecounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (231, 'Can delete code counter', 58, 'delete_codecounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (232, 'Can view code counter', 58, 'view_codecounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (233, 'Can add entry', 59, 'add_entry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (234, 'Can change entry', 59, 'change_entry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (235, 'Can delete entry', 59, 'delete_entry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (236, 'Can view entry', 59, 'view_entry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (237, 'Can add resource', 60, 'add_resource');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (238, 'Can change resource', 60, 'change_resource');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (239, 'Can delete resource', 60, 'delete_resource');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (240, 'Can view resource', 60, 'view_resource');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (241, 'Can add sign off', 61, 'add_signoff');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (242, 'Can change sign off', 61, 'change_signoff');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (243, 'Can delete sign off', 61, 'delete_signoff');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (244, 'Can view sign off', 61, 'view_signoff');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (245, 'Can add step', 62, 'add_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (246, 'Can change step', 62, 'change_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (247, 'Can delete step', 62, 'delete_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (248, 'Can view step', 62, 'view_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (249, 'Can add synonym', 63, 'add_synonym');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (250, 'Can change synonym', 63, 'change_synonym');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (251, 'Can delete synonym', 63, 'delete_synonym');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (252, 'Can view synonym', 63, 'view_synonym');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (253, 'Can add item', 64, 'add_item');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (254, 'Can change item', 64, 'change_item');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (255, 'Can delete item', 64, 'delete_item');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (256, 'Can view item', 64, 'view_item');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (257, 'Can add duty holding', 65, 'add_dutyholding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (258, 'Can change duty holding', 65, 'change_dutyholding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (259, 'Can delete duty holding', 65, 'delete_dutyholding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (260, 'Can view duty holding', 65, 'view_dutyholding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (261, 'Can add holding exemption', 66, 'add_holdingexemption');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (262, 'Can change holding exemption', 66, 'change_holdingexemption');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (263, 'Can delete holding exemption', 66, 'delete_holdingexemption');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (264, 'Can view holding exemption', 66, 'view_holdingexemption');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (265, 'Can add upload', 67, 'add_upload');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (266, 'Can change upload', 67, 'change_upload');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (267, 'Can delete upload', 67, 'delete_upload');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (268, 'Can view upload', 67, 'view_upload');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (269, 'Can add row', 68, 'add_row');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (270, 'Can change row', 68, 'change_row');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (271, 'Can delete row', 68, 'delete_row');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (272, 'Can view row', 68, 'view_row');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (273, 'Can add remembered mapping', 69, 'add_rememberedmapping');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (274, 'Can change remembered mapping', 69, 'change_rememberedmapping');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (275, 'Can delete remembered mapping', 69, 'delete_rememberedmapping');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (276, 'Can view remembered mapping', 69, 'view_rememberedmapping');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (277, 'Can add spelling', 70, 'add_spelling');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (278, 'Can change spelling', 70, 'change_spelling');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (279, 'Can delete spelling', 70, 'delete_spelling');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (280, 'Can view spelling', 70, 'view_spelling');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (281, 'Can add task', 71, 'add_task');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (282, 'Can change task', 71, 'change_task');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (283, 'Can delete task', 71, 'delete_task');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (284, 'Can view task', 71, 'view_task');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (285, 'Can add bearing', 72, 'add_bearing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (286, 'Can change bearing', 72, 'change_bearing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (287, 'Can delete bearing', 72, 'delete_bearing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (288, 'Can view bearing', 72, 'view_bearing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (289, 'Can add task item', 73, 'add_taskitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (290, 'Can change task item', 73, 'change_taskitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (291, 'Can delete task item', 73, 'delete_taskitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (292, 'Can view task item', 73, 'view_taskitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (293, 'Can add answer', 74, 'add_answer');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (294, 'Can change answer', 74, 'change_answer');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (295, 'Can delete answer', 74, 'delete_answer');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (296, 'Can view answer', 74, 'view_answer');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (297, 'Can add task step', 75, 'add_taskstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (298, 'Can change task step', 75, 'change_taskstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (299, 'Can delete task step', 75, 'delete_taskstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (300, 'Can view task step', 75, 'view_taskstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (301, 'Can add project', 76, 'add_project');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (302, 'Can change project', 76, 'change_project');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (303, 'Can delete project', 76, 'delete_project');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (304, 'Can view project', 76, 'view_project');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (305, 'Can add planned entry', 77, 'add_plannedentry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (306, 'Can change planned entry', 77, 'change_plannedentry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (307, 'Can delete planned entry', 77, 'delete_plannedentry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (308, 'Can view planned entry', 77, 'view_plannedentry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (309, 'Can add acceptance check', 78, 'add_acceptancecheck');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (310, 'Can change acceptance check', 78, 'change_acceptancecheck');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (311, 'Can delete acceptance check', 78, 'delete_acceptancecheck');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (312, 'Can view acceptance check', 78, 'view_acceptancecheck');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (313, 'Can add project item', 79, 'add_projectitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (314, 'Can change project item', 79, 'change_projectitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (731, 'Can delete draw', 183, 'delete_draw');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (315, 'Can delete project item', 79, 'delete_projectitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (316, 'Can view project item', 79, 'view_projectitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (317, 'Can add collected form', 80, 'add_collectedform');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (318, 'Can change collected form', 80, 'change_collectedform');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (319, 'Can delete collected form', 80, 'delete_collectedform');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (320, 'Can view collected form', 80, 'view_collectedform');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (321, 'Can add form item', 81, 'add_formitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (322, 'Can change form item', 81, 'change_formitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (323, 'Can delete form item', 81, 'delete_formitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (324, 'Can view form item', 81, 'view_formitem');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (325, 'Can add confirmation', 82, 'add_confirmation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (326, 'Can change confirmation', 82, 'change_confirmation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (327, 'Can delete confirmation', 82, 'delete_confirmation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (328, 'Can view confirmation', 82, 'view_confirmation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (329, 'Can add merger', 83, 'add_merger');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (330, 'Can change merger', 83, 'change_merger');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (331, 'Can delete merger', 83, 'delete_merger');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (332, 'Can view merger', 83, 'view_merger');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (333, 'Can add agency step', 84, 'add_agencystep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (334, 'Can change agency step', 84, 'change_agencystep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (335, 'Can delete agency step', 84, 'delete_agencystep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (336, 'Can view agency step', 84, 'view_agencystep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (337, 'Can add change', 85, 'add_change');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (338, 'Can change change', 85, 'change_change');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (339, 'Can delete change', 85, 'delete_change');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (340, 'Can view change', 85, 'view_change');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (341, 'Can add version', 86, 'add_version');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (342, 'Can change version', 86, 'change_version');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (343, 'Can delete version', 86, 'delete_version');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (344, 'Can view version', 86, 'view_version');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (345, 'Can add edition', 87, 'add_edition');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (346, 'Can change edition', 87, 'change_edition');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (347, 'Can delete edition', 87, 'delete_edition');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (348, 'Can view edition', 87, 'view_edition');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (349, 'Can add source', 88, 'add_source');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (350, 'Can change source', 88, 'change_source');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (351, 'Can delete source', 88, 'delete_source');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (352, 'Can view source', 88, 'view_source');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (353, 'Can add harvested', 89, 'add_harvested');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (354, 'Can change harvested', 89, 'change_harvested');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (355, 'Can delete harvested', 89, 'delete_harvested');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (356, 'Can view harvested', 89, 'view_harvested');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (357, 'Can add holding', 90, 'add_holding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (358, 'Can change holding', 90, 'change_holding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (359, 'Can delete holding', 90, 'delete_holding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (360, 'Can view holding', 90, 'view_holding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (361, 'Can add batch', 91, 'add_batch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (362, 'Can change batch', 91, 'change_batch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (363, 'Can delete batch', 91, 'delete_batch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (364, 'Can view batch', 91, 'view_batch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (365, 'Can add quarantined record', 92, 'add_quarantinedrecord');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (366, 'Can change quarantined record', 92, 'change_quarantinedrecord');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (367, 'Can delete quarantined record', 92, 'delete_quarantinedrecord');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (368, 'Can view quarantined record', 92, 'view_quarantinedrecord');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (369, 'Can add mount', 93, 'add_mount');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (370, 'Can change mount', 93, 'change_mount');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (371, 'Can delete mount', 93, 'delete_mount');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (372, 'Can view mount', 93, 'view_mount');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (373, 'Can add mount measure', 94, 'add_mountmeasure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (374, 'Can change mount measure', 94, 'change_mountmeasure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (375, 'Can delete mount measure', 94, 'delete_mountmeasure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (376, 'Can view mount measure', 94, 'view_mountmeasure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (377, 'Can add override', 95, 'add_override');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (378, 'Can change override', 95, 'change_override');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (379, 'Can delete override', 95, 'delete_override');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (380, 'Can view override', 95, 'view_override');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (381, 'Can add standing', 96, 'add_standing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (382, 'Can change standing', 96, 'change_standing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (383, 'Can delete standing', 96, 'delete_standing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (384, 'Can view standing', 96, 'view_standing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (385, 'Can add standing part', 97, 'add_standingpart');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (386, 'Can change standing part', 97, 'change_standingpart');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (387, 'Can delete standing part', 97, 'delete_standingpart');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (388, 'Can view standing part', 97, 'view_standingpart');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (389, 'Can add key index', 98, 'add_keyindex');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (390, 'Can change key index', 98, 'change_keyindex');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (391, 'Can delete key index', 98, 'delete_keyindex');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (392, 'Can view key index', 98, 'view_keyindex');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (393, 'Can add check rule', 99, 'add_checkrule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (394, 'Can change check rule', 99, 'change_checkrule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (395, 'Can delete check rule', 99, 'delete_checkrule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (396, 'Can view check rule', 99, 'view_checkrule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (397, 'Can add shape', 100, 'add_shape');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (398, 'Can change shape', 100, 'change_shape');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (399, 'Can delete shape', 100, 'delete_shape');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (400, 'Can view shape', 100, 'view_shape');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (401, 'Can add keep rule', 101, 'add_keeprule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (402, 'Can change keep rule', 101, 'change_keeprule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (403, 'Can delete keep rule', 101, 'delete_keeprule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (404, 'Can view keep rule', 101, 'view_keeprule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (405, 'Can add archive rule', 102, 'add_archiverule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (406, 'Can change archive rule', 102, 'change_archiverule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (407, 'Can delete archive rule', 102, 'delete_archiverule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (408, 'Can view archive rule', 102, 'view_archiverule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (409, 'Can add version file', 103, 'add_versionfile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (410, 'Can change version file', 103, 'change_versionfile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (411, 'Can delete version file', 103, 'delete_versionfile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (412, 'Can view version file', 103, 'view_versionfile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (413, 'Can add upload', 104, 'add_upload');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (414, 'Can change upload', 104, 'change_upload');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (415, 'Can delete upload', 104, 'delete_upload');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (416, 'Can view upload', 104, 'view_upload');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (417, 'Can add held batch', 105, 'add_heldbatch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (418, 'Can change held batch', 105, 'change_heldbatch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (419, 'Can delete held batch', 105, 'delete_heldbatch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (420, 'Can view held batch', 105, 'view_heldbatch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (421, 'Can add hold rule', 106, 'add_holdrule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (422, 'Can change hold rule', 106, 'change_holdrule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (423, 'Can delete hold rule', 106, 'delete_holdrule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (424, 'Can view hold rule', 106, 'view_holdrule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (425, 'Can add declaration', 107, 'add_declaration');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (426, 'Can change declaration', 107, 'change_declaration');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (427, 'Can delete declaration', 107, 'delete_declaration');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (428, 'Can view declaration', 107, 'view_declaration');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (429, 'Can add document', 108, 'add_document');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (430, 'Can change document', 108, 'change_document');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (431, 'Can delete document', 108, 'delete_document');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (432, 'Can view document', 108, 'view_document');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (433, 'Can add document version', 109, 'add_documentversion');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (434, 'Can change document version', 109, 'change_documentversion');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (435, 'Can delete document version', 109, 'delete_documentversion');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (436, 'Can view document version', 109, 'view_documentversion');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (437, 'Can add document subject', 110, 'add_documentsubject');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (438, 'Can change document subject', 110, 'change_documentsubject');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (439, 'Can delete document subject', 110, 'delete_documentsubject');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (440, 'Can view document subject', 110, 'view_documentsubject');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (441, 'Can add shelf', 111, 'add_shelf');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (442, 'Can change shelf', 111, 'change_shelf');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (443, 'Can delete shelf', 111, 'delete_shelf');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (444, 'Can view shelf', 111, 'view_shelf');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (445, 'Can add application counter', 112, 'add_applicationcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (446, 'Can change application counter', 112, 'change_applicationcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (447, 'Can delete application counter', 112, 'delete_applicationcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (448, 'Can view application counter', 112, 'view_applicationcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (449, 'Can add application', 113, 'add_application');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (450, 'Can change application', 113, 'change_application');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (451, 'Can delete application', 113, 'delete_application');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (452, 'Can view application', 113, 'view_application');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (453, 'Can add line', 114, 'add_line');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (454, 'Can change line', 114, 'change_line');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (455, 'Can delete line', 114, 'delete_line');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (456, 'Can view line', 114, 'view_line');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (457, 'Can add grant', 115, 'add_grant');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (458, 'Can change grant', 115, 'change_grant');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (459, 'Can delete grant', 115, 'delete_grant');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (460, 'Can view grant', 115, 'view_grant');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (461, 'Can add coordination', 116, 'add_coordination');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (462, 'Can change coordination', 116, 'change_coordination');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (463, 'Can delete coordination', 116, 'delete_coordination');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (464, 'Can view coordination', 116, 'view_coordination');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (465, 'Can add demand', 117, 'add_demand');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (466, 'Can change demand', 117, 'change_demand');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (467, 'Can delete demand', 117, 'delete_demand');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (468, 'Can view demand', 117, 'view_demand');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (469, 'Can add course step', 118, 'add_coursestep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (470, 'Can change course step', 118, 'change_coursestep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (471, 'Can delete course step', 118, 'delete_coursestep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (472, 'Can view course step', 118, 'view_coursestep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (473, 'Can add number counter', 119, 'add_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (474, 'Can change number counter', 119, 'change_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (475, 'Can delete number counter', 119, 'delete_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (476, 'Can view number counter', 119, 'view_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (477, 'Can add onward use', 120, 'add_onwarduse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (478, 'Can change onward use', 120, 'change_onwarduse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (479, 'Can delete onward use', 120, 'delete_onwarduse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (480, 'Can view onward use', 120, 'view_onwarduse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (481, 'Can add look', 121, 'add_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (482, 'Can change look', 121, 'change_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (483, 'Can delete look', 121, 'delete_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (484, 'Can view look', 121, 'view_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (485, 'Can add chosen', 122, 'add_chosen');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (486, 'Can change chosen', 122, 'change_chosen');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (487, 'Can delete chosen', 122, 'delete_chosen');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (488, 'Can view chosen', 122, 'view_chosen');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (489, 'Can add draft', 123, 'add_draft');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (490, 'Can change draft', 123, 'change_draft');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (491, 'Can delete draft', 123, 'delete_draft');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (492, 'Can view draft', 123, 'view_draft');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (493, 'Can add allowance', 124, 'add_allowance');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (494, 'Can change allowance', 124, 'change_allowance');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (495, 'Can delete allowance', 124, 'delete_allowance');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (496, 'Can view allowance', 124, 'view_allowance');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (497, 'Can add share', 125, 'add_share');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (498, 'Can change share', 125, 'change_share');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (499, 'Can delete share', 125, 'delete_share');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (500, 'Can view share', 125, 'view_share');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (501, 'Can add question', 126, 'add_question');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (502, 'Can change question', 126, 'change_question');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (503, 'Can delete question', 126, 'delete_question');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (504, 'Can view question', 126, 'view_question');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (505, 'Can add attachment', 127, 'add_attachment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (506, 'Can change attachment', 127, 'change_attachment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (507, 'Can delete attachment', 127, 'delete_attachment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (508, 'Can view attachment', 127, 'view_attachment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (509, 'Can add earlier terms', 128, 'add_earlierterms');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (510, 'Can change earlier terms', 128, 'change_earlierterms');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (511, 'Can delete earlier terms', 128, 'delete_earlierterms');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (512, 'Can view earlier terms', 128, 'view_earlierterms');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (513, 'Can add sheet', 129, 'add_sheet');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (514, 'Can change sheet', 129, 'change_sheet');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (515, 'Can delete sheet', 129, 'delete_sheet');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (516, 'Can view sheet', 129, 'view_sheet');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (517, 'Can add standing authorisation', 130, 'add_standingauthorisation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (518, 'Can change standing authorisation', 130, 'change_standingauthorisation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (519, 'Can delete standing authorisation', 130, 'delete_standingauthorisation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (520, 'Can view standing authorisation', 130, 'view_standingauthorisation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (521, 'Can add sheet row', 131, 'add_sheetrow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (522, 'Can change sheet row', 131, 'change_sheetrow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (523, 'Can delete sheet row', 131, 'delete_sheetrow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (524, 'Can view sheet row', 131, 'view_sheetrow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (525, 'Can add standing step', 132, 'add_standingstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (526, 'Can change standing step', 132, 'change_standingstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (527, 'Can delete standing step', 132, 'delete_standingstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (528, 'Can view standing step', 132, 'view_standingstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (529, 'Can add round', 133, 'add_round');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (530, 'Can change round', 133, 'change_round');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (531, 'Can delete round', 133, 'delete_round');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (532, 'Can view round', 133, 'view_round');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (533, 'Can add signature', 134, 'add_signature');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (534, 'Can change signature', 134, 'change_signature');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (535, 'Can delete signature', 134, 'delete_signature');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (536, 'Can view signature', 134, 'view_signature');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (537, 'Can add sign off step', 135, 'add_signoffstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (538, 'Can change sign off step', 135, 'change_signoffstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (539, 'Can delete sign off step', 135, 'delete_signoffstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (540, 'Can view sign off step', 135, 'view_signoffstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (541, 'Can add check', 136, 'add_check');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (542, 'Can change check', 136, 'change_check');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (543, 'Can delete check', 136, 'delete_check');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (544, 'Can view check', 136, 'view_check');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (545, 'Can add refusal template', 137, 'add_refusaltemplate');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (546, 'Can change refusal template', 137, 'change_refusaltemplate');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (547, 'Can delete refusal template', 137, 'delete_refusaltemplate');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (548, 'Can view refusal template', 137, 'view_refusaltemplate');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (549, 'Can add statement', 138, 'add_statement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (550, 'Can change statement', 138, 'change_statement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (551, 'Can delete statement', 138, 'delete_statement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (552, 'Can view statement', 138, 'view_statement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (553, 'Can add restraint', 139, 'add_restraint');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (554, 'Can change restraint', 139, 'change_restraint');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (555, 'Can delete restraint', 139, 'delete_restraint');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (556, 'Can view restraint', 139, 'view_restraint');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (557, 'Can add number counter', 140, 'add_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (558, 'Can change number counter', 140, 'change_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (559, 'Can delete number counter', 140, 'delete_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (560, 'Can view number counter', 140, 'view_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (561, 'Can add bag', 141, 'add_bag');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (562, 'Can change bag', 141, 'change_bag');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (563, 'Can delete bag', 141, 'delete_bag');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (564, 'Can view bag', 141, 'view_bag');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (565, 'Can add licence kind', 142, 'add_licencekind');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (566, 'Can change licence kind', 142, 'change_licencekind');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (567, 'Can delete licence kind', 142, 'delete_licencekind');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (568, 'Can view licence kind', 142, 'view_licencekind');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (569, 'Can add document', 143, 'add_document');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (570, 'Can change document', 143, 'change_document');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (571, 'Can delete document', 143, 'delete_document');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (572, 'Can view document', 143, 'view_document');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (573, 'Can add guess', 144, 'add_guess');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (574, 'Can change guess', 144, 'change_guess');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (575, 'Can delete guess', 144, 'delete_guess');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (576, 'Can view guess', 144, 'view_guess');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (577, 'Can add miss', 145, 'add_miss');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (578, 'Can change miss', 145, 'change_miss');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (579, 'Can delete miss', 145, 'delete_miss');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (580, 'Can view miss', 145, 'view_miss');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (581, 'Can add run', 146, 'add_run');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (582, 'Can change run', 146, 'change_run');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (583, 'Can delete run', 146, 'delete_run');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (584, 'Can view run', 146, 'view_run');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (585, 'Can add profile', 147, 'add_profile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (586, 'Can change profile', 147, 'change_profile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (587, 'Can delete profile', 147, 'delete_profile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (588, 'Can view profile', 147, 'view_profile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (589, 'Can add shared file', 148, 'add_sharedfile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (590, 'Can change shared file', 148, 'change_sharedfile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (591, 'Can delete shared file', 148, 'delete_sharedfile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (592, 'Can view shared file', 148, 'view_sharedfile');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (593, 'Can add download', 149, 'add_download');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (594, 'Can change download', 149, 'change_download');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (595, 'Can delete download', 149, 'delete_download');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (596, 'Can view download', 149, 'view_download');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (597, 'Can add assembly', 150, 'add_assembly');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (598, 'Can change assembly', 150, 'change_assembly');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (599, 'Can delete assembly', 150, 'delete_assembly');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (600, 'Can view assembly', 150, 'view_assembly');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (601, 'Can add assembled', 151, 'add_assembled');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (602, 'Can change assembled', 151, 'change_assembled');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (603, 'Can delete assembled', 151, 'delete_assembled');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (604, 'Can view assembled', 151, 'view_assembled');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (605, 'Can add source', 152, 'add_source');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (606, 'Can change source', 152, 'change_source');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (607, 'Can delete source', 152, 'delete_source');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (608, 'Can view source', 152, 'view_source');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (609, 'Can add taken', 153, 'add_taken');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (610, 'Can change taken', 153, 'change_taken');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (611, 'Can delete taken', 153, 'delete_taken');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (612, 'Can view taken', 153, 'view_taken');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (613, 'Can add touched', 154, 'add_touched');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (614, 'Can change touched', 154, 'change_touched');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (615, 'Can delete touched', 154, 'delete_touched');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (616, 'Can view touched', 154, 'view_touched');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (617, 'Can add result sheet', 155, 'add_resultsheet');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (618, 'Can change result sheet', 155, 'change_resultsheet');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (619, 'Can delete result sheet', 155, 'delete_resultsheet');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (620, 'Can view result sheet', 155, 'view_resultsheet');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (621, 'Can add sandbox use', 156, 'add_sandboxuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (622, 'Can change sandbox use', 156, 'change_sandboxuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (623, 'Can delete sandbox use', 156, 'delete_sandboxuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (624, 'Can view sandbox use', 156, 'view_sandboxuse');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (625, 'Can add foreign entry', 157, 'add_foreignentry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (626, 'Can change foreign entry', 157, 'change_foreignentry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (627, 'Can delete foreign entry', 157, 'delete_foreignentry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (628, 'Can view foreign entry', 157, 'view_foreignentry');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (629, 'Can add link', 158, 'add_link');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (630, 'Can change link', 158, 'change_link');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (631, 'Can delete link', 158, 'delete_link');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (632, 'Can view link', 158, 'view_link');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (633, 'Can add outbox', 159, 'add_outbox');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (634, 'Can change outbox', 159, 'change_outbox');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (635, 'Can delete outbox', 159, 'delete_outbox');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (636, 'Can view outbox', 159, 'view_outbox');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (637, 'Can add foreign application', 160, 'add_foreignapplication');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (638, 'Can change foreign application', 160, 'change_foreignapplication');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (639, 'Can delete foreign application', 160, 'delete_foreignapplication');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (640, 'Can view foreign application', 160, 'view_foreignapplication');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (641, 'Can add invitation', 161, 'add_invitation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (642, 'Can change invitation', 161, 'change_invitation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (643, 'Can delete invitation', 161, 'delete_invitation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (644, 'Can view invitation', 161, 'view_invitation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (645, 'Can add incoming application', 162, 'add_incomingapplication');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (646, 'Can change incoming application', 162, 'change_incomingapplication');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (647, 'Can delete incoming application', 162, 'delete_incomingapplication');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (648, 'Can view incoming application', 162, 'view_incomingapplication');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (649, 'Can add cursor', 163, 'add_cursor');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (650, 'Can change cursor', 163, 'change_cursor');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (651, 'Can delete cursor', 163, 'delete_cursor');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (652, 'Can view cursor', 163, 'view_cursor');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (653, 'Can add nonce', 164, 'add_nonce');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (654, 'Can change nonce', 164, 'change_nonce');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (655, 'Can delete nonce', 164, 'delete_nonce');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (656, 'Can view nonce', 164, 'view_nonce');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (657, 'Can add outgoing', 165, 'add_outgoing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (658, 'Can change outgoing', 165, 'change_outgoing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (659, 'Can delete outgoing', 165, 'delete_outgoing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (660, 'Can view outgoing', 165, 'view_outgoing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (661, 'Can add remote agency', 166, 'add_remoteagency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (662, 'Can change remote agency', 166, 'change_remoteagency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (663, 'Can delete remote agency', 166, 'delete_remoteagency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (664, 'Can view remote agency', 166, 'view_remoteagency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (665, 'Can add replica', 167, 'add_replica');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (666, 'Can change replica', 167, 'change_replica');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (667, 'Can delete replica', 167, 'delete_replica');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (668, 'Can view replica', 167, 'view_replica');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (669, 'Can add replica row', 168, 'add_replicarow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (670, 'Can change replica row', 168, 'change_replicarow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (671, 'Can delete replica row', 168, 'delete_replicarow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (672, 'Can view replica row', 168, 'view_replicarow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (673, 'Can add foreign statement', 169, 'add_foreignstatement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (674, 'Can change foreign statement', 169, 'change_foreignstatement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (675, 'Can delete foreign statement', 169, 'delete_foreignstatement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (676, 'Can view foreign statement', 169, 'view_foreignstatement');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (677, 'Can add watch', 170, 'add_watch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (678, 'Can change watch', 170, 'change_watch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (679, 'Can delete watch', 170, 'delete_watch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (680, 'Can view watch', 170, 'view_watch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (681, 'Can add comparison', 171, 'add_comparison');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (682, 'Can change comparison', 171, 'change_comparison');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (683, 'Can delete comparison', 171, 'delete_comparison');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (684, 'Can view comparison', 171, 'view_comparison');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (685, 'Can add discrepancy', 172, 'add_discrepancy');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (686, 'Can change discrepancy', 172, 'change_discrepancy');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (687, 'Can delete discrepancy', 172, 'delete_discrepancy');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (688, 'Can view discrepancy', 172, 'view_discrepancy');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (689, 'Can add discrepancy step', 173, 'add_discrepancystep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (690, 'Can change discrepancy step', 173, 'change_discrepancystep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (691, 'Can delete discrepancy step', 173, 'delete_discrepancystep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (692, 'Can view discrepancy step', 173, 'view_discrepancystep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (693, 'Can add filing', 174, 'add_filing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (694, 'Can change filing', 174, 'change_filing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (695, 'Can delete filing', 174, 'delete_filing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (696, 'Can view filing', 174, 'view_filing');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (697, 'Can add nil report', 175, 'add_nilreport');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (698, 'Can change nil report', 175, 'change_nilreport');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (699, 'Can delete nil report', 175, 'delete_nilreport');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (700, 'Can view nil report', 175, 'view_nilreport');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (701, 'Can add number counter', 176, 'add_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (702, 'Can change number counter', 176, 'change_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (703, 'Can delete number counter', 176, 'delete_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (704, 'Can view number counter', 176, 'view_numbercounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (705, 'Can add case', 177, 'add_case');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (706, 'Can change case', 177, 'change_case');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (707, 'Can delete case', 177, 'delete_case');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (708, 'Can view case', 177, 'view_case');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (709, 'Can add case counter', 178, 'add_casecounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (710, 'Can change case counter', 178, 'change_casecounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (711, 'Can delete case counter', 178, 'delete_casecounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (712, 'Can view case counter', 178, 'view_casecounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (713, 'Can add matter', 179, 'add_matter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (714, 'Can change matter', 179, 'change_matter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (715, 'Can delete matter', 179, 'delete_matter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (716, 'Can view matter', 179, 'view_matter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (717, 'Can add case step', 180, 'add_casestep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (718, 'Can change case step', 180, 'change_casestep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (719, 'Can delete case step', 180, 'delete_casestep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (720, 'Can view case step', 180, 'view_casestep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (721, 'Can add event', 181, 'add_event');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (722, 'Can change event', 181, 'change_event');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (723, 'Can delete event', 181, 'delete_event');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (724, 'Can view event', 181, 'view_event');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (725, 'Can add need', 182, 'add_need');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (726, 'Can change need', 182, 'change_need');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (727, 'Can delete need', 182, 'delete_need');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (728, 'Can view need', 182, 'view_need');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (729, 'Can add draw', 183, 'add_draw');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (730, 'Can change draw', 183, 'change_draw');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (732, 'Can view draw', 183, 'view_draw');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (733, 'Can add step', 184, 'add_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (734, 'Can change step', 184, 'change_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (735, 'Can delete step', 184, 'delete_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (736, 'Can view step', 184, 'view_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (737, 'Can add figure', 185, 'add_figure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (738, 'Can change figure', 185, 'change_figure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (739, 'Can delete figure', 185, 'delete_figure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (740, 'Can view figure', 185, 'view_figure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (741, 'Can add indicator', 186, 'add_indicator');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (742, 'Can change indicator', 186, 'change_indicator');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (743, 'Can delete indicator', 186, 'delete_indicator');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (744, 'Can view indicator', 186, 'view_indicator');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (745, 'Can add scheme', 187, 'add_scheme');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (746, 'Can change scheme', 187, 'change_scheme');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (747, 'Can delete scheme', 187, 'delete_scheme');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (748, 'Can view scheme', 187, 'view_scheme');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (749, 'Can add figure row', 188, 'add_figurerow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (750, 'Can change figure row', 188, 'change_figurerow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (751, 'Can delete figure row', 188, 'delete_figurerow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (752, 'Can view figure row', 188, 'view_figurerow');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (753, 'Can add finding', 189, 'add_finding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (754, 'Can change finding', 189, 'change_finding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (755, 'Can delete finding', 189, 'delete_finding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (756, 'Can view finding', 189, 'view_finding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (757, 'Can add finding step', 190, 'add_findingstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (758, 'Can change finding step', 190, 'change_findingstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (759, 'Can delete finding step', 190, 'delete_findingstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (760, 'Can view finding step', 190, 'view_findingstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (761, 'Can add inspection', 191, 'add_inspection');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (762, 'Can change inspection', 191, 'change_inspection');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (763, 'Can delete inspection', 191, 'delete_inspection');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (764, 'Can view inspection', 191, 'view_inspection');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (765, 'Can add consequence', 192, 'add_consequence');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (766, 'Can change consequence', 192, 'change_consequence');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (767, 'Can delete consequence', 192, 'delete_consequence');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (768, 'Can view consequence', 192, 'view_consequence');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (769, 'Can add assessment', 193, 'add_assessment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (770, 'Can change assessment', 193, 'change_assessment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (771, 'Can delete assessment', 193, 'delete_assessment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (772, 'Can view assessment', 193, 'view_assessment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (773, 'Can add score', 194, 'add_score');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (774, 'Can change score', 194, 'change_score');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (775, 'Can delete score', 194, 'delete_score');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (776, 'Can view score', 194, 'view_score');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (777, 'Can add proposal', 195, 'add_proposal');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (778, 'Can change proposal', 195, 'change_proposal');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (779, 'Can delete proposal', 195, 'delete_proposal');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (780, 'Can view proposal', 195, 'view_proposal');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (781, 'Can add step', 196, 'add_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (782, 'Can change step', 196, 'change_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (783, 'Can delete step', 196, 'delete_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (784, 'Can view step', 196, 'view_step');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (785, 'Can add objection', 197, 'add_objection');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (786, 'Can change objection', 197, 'change_objection');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (787, 'Can delete objection', 197, 'delete_objection');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (788, 'Can view objection', 197, 'view_objection');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (789, 'Can add inspection request', 198, 'add_inspectionrequest');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (790, 'Can change inspection request', 198, 'change_inspectionrequest');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (791, 'Can delete inspection request', 198, 'delete_inspectionrequest');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (792, 'Can view inspection request', 198, 'view_inspectionrequest');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (793, 'Can add backup', 199, 'add_backup');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (794, 'Can change backup', 199, 'change_backup');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (795, 'Can delete backup', 199, 'delete_backup');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (796, 'Can view backup', 199, 'view_backup');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (797, 'Can add drill', 200, 'add_drill');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (798, 'Can change drill', 200, 'change_drill');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (799, 'Can delete drill', 200, 'delete_drill');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (800, 'Can view drill', 200, 'view_drill');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (801, 'Can add incident counter', 201, 'add_incidentcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (802, 'Can change incident counter', 201, 'change_incidentcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (803, 'Can delete incident counter', 201, 'delete_incidentcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (804, 'Can view incident counter', 201, 'view_incidentcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (805, 'Can add risk assessment', 202, 'add_riskassessment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (806, 'Can change risk assessment', 202, 'change_riskassessment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (807, 'Can delete risk assessment', 202, 'delete_riskassessment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (808, 'Can view risk assessment', 202, 'view_riskassessment');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (809, 'Can add incident', 203, 'add_incident');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (810, 'Can change incident', 203, 'change_incident');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (811, 'Can delete incident', 203, 'delete_incident');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (812, 'Can view incident', 203, 'view_incident');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (813, 'Can add accountability', 204, 'add_accountability');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (814, 'Can change accountability', 204, 'change_accountability');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (815, 'Can delete accountability', 204, 'delete_accountability');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (816, 'Can view accountability', 204, 'view_accountability');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (817, 'Can add incident step', 205, 'add_incidentstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (818, 'Can change incident step', 205, 'change_incidentstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (819, 'Can delete incident step', 205, 'delete_incidentstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (820, 'Can view incident step', 205, 'view_incidentstep');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (821, 'Can add incident task', 206, 'add_incidenttask');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (822, 'Can change incident task', 206, 'change_incidenttask');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (823, 'Can delete incident task', 206, 'delete_incidenttask');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (824, 'Can view incident task', 206, 'view_incidenttask');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (825, 'Can add procedure', 207, 'add_procedure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (826, 'Can change procedure', 207, 'change_procedure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (827, 'Can delete procedure', 207, 'delete_procedure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (828, 'Can view procedure', 207, 'view_procedure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (829, 'Can add evaluation', 208, 'add_evaluation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (830, 'Can change evaluation', 208, 'change_evaluation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (831, 'Can delete evaluation', 208, 'delete_evaluation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (832, 'Can view evaluation', 208, 'view_evaluation');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (833, 'Can add concerned agency', 209, 'add_concernedagency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (834, 'Can change concerned agency', 209, 'change_concernedagency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (835, 'Can delete concerned agency', 209, 'delete_concernedagency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (836, 'Can view concerned agency', 209, 'view_concernedagency');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (837, 'Can add change', 210, 'add_change');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (838, 'Can change change', 210, 'change_change');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (839, 'Can delete change', 210, 'delete_change');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (840, 'Can view change', 210, 'view_change');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (841, 'Can add moved deadline', 211, 'add_moveddeadline');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (842, 'Can change moved deadline', 211, 'change_moveddeadline');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (843, 'Can delete moved deadline', 211, 'delete_moveddeadline');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (844, 'Can view moved deadline', 211, 'view_moveddeadline');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (845, 'Can add finding counter', 212, 'add_findingcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (846, 'Can change finding counter', 212, 'change_findingcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (847, 'Can delete finding counter', 212, 'delete_findingcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (848, 'Can view finding counter', 212, 'view_findingcounter');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (849, 'Can add progress', 213, 'add_progress');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (850, 'Can change progress', 213, 'change_progress');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (851, 'Can delete progress', 213, 'delete_progress');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (852, 'Can view progress', 213, 'view_progress');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (853, 'Can add rule', 214, 'add_rule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (854, 'Can change rule', 214, 'change_rule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (855, 'Can delete rule', 214, 'delete_rule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (856, 'Can view rule', 214, 'view_rule');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (857, 'Can add watch', 215, 'add_watch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (858, 'Can change watch', 215, 'change_watch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (859, 'Can delete watch', 215, 'delete_watch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (860, 'Can view watch', 215, 'view_watch');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (861, 'Can add baseline', 216, 'add_baseline');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (862, 'Can change baseline', 216, 'change_baseline');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (863, 'Can delete baseline', 216, 'delete_baseline');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (864, 'Can view baseline', 216, 'view_baseline');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (865, 'Can add hour', 217, 'add_hour');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (866, 'Can change hour', 217, 'change_hour');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (867, 'Can delete hour', 217, 'delete_hour');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (868, 'Can view hour', 217, 'view_hour');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (869, 'Can add look', 218, 'add_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (870, 'Can change look', 218, 'change_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (871, 'Can delete look', 218, 'delete_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (872, 'Can view look', 218, 'view_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (873, 'Can add canary', 219, 'add_canary');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (874, 'Can change canary', 219, 'change_canary');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (875, 'Can delete canary', 219, 'delete_canary');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (876, 'Can view canary', 219, 'view_canary');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (877, 'Can add finding', 220, 'add_finding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (878, 'Can change finding', 220, 'change_finding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (879, 'Can delete finding', 220, 'delete_finding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (880, 'Can view finding', 220, 'view_finding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (881, 'Can add look', 221, 'add_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (882, 'Can change look', 221, 'change_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (883, 'Can delete look', 221, 'delete_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (884, 'Can view look', 221, 'view_look');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (885, 'Can add withholding', 222, 'add_withholding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (886, 'Can change withholding', 222, 'change_withholding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (887, 'Can delete withholding', 222, 'delete_withholding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (888, 'Can view withholding', 222, 'view_withholding');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (889, 'Can add erasure', 223, 'add_erasure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (890, 'Can change erasure', 223, 'change_erasure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (891, 'Can delete erasure', 223, 'delete_erasure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (892, 'Can view erasure', 223, 'view_erasure');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (893, 'Can add count', 224, 'add_count');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (894, 'Can change count', 224, 'change_count');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (895, 'Can delete count', 224, 'delete_count');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (896, 'Can view count', 224, 'view_count');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (897, 'Can add counted', 225, 'add_counted');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (898, 'Can change counted', 225, 'change_counted');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (899, 'Can delete counted', 225, 'delete_counted');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (900, 'Can view counted', 225, 'view_counted');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (901, 'Can add excerpt', 226, 'add_excerpt');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (902, 'Can change excerpt', 226, 'change_excerpt');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (903, 'Can delete excerpt', 226, 'delete_excerpt');
INSERT INTO public.auth_permission (id, name, content_type_id, codename) VALUES (904, 'Can view excerpt', 226, 'view_excerpt');

INSERT INTO public.django_content_type (id, app_label, model) VALUES (1, 'auth', 'permission');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (2, 'auth', 'group');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (3, 'contenttypes', 'contenttype');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (4, 'node', 'clock');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (5, 'node', 'workday');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (6, 'node', 'accessepoch');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (7, 'node', 'division');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (8, 'node', 'localstep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (9, 'node', 'localfield');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (10, 'workdays', 'workyear');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (11, 'workdays', 'localday');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (12, 'workdays', 'clockchange');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (13, 'audit', 'record');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (14, 'audit', 'refusalcount');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (15, 'audit', 'subjectlist');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (16, 'audit', 'checkpoint');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (17, 'audit', 'cosignature');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (18, 'audit', 'leaf');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (19, 'audit', 'log');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (20, 'audit', 'logkey');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (21, 'audit', 'tile');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (22, 'audit', 'witness');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (23, 'audit', 'subjectuse');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (24, 'audit', 'ledger');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (25, 'audit', 'stamp');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (26, 'audit', 'block');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (27, 'audit', 'posting');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (28, 'audit', 'archivedmonth');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (29, 'audit', 'caseuse');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (30, 'agencies', 'agency');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (31, 'agencies', 'person');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (32, 'agencies', 'applicationsystem');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (33, 'agencies', 'appointment');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (34, 'agencies', 'duty');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (35, 'agencies', 'key');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (36, 'agencies', 'seennonce');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (37, 'agencies', 'delegation');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (38, 'notices', 'message');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (39, 'notices', 'notice');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (40, 'notices', 'preference');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (41, 'notices', 'webhook');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (42, 'notices', 'delivery');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (43, 'identity', 'authenticator');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (44, 'identity', 'brake');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (45, 'identity', 'invitation');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (46, 'identity', 'passkey');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (47, 'identity', 'session');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (48, 'identity', 'recoverycode');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (49, 'identity', 'outsideidentity');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (50, 'identity', 'handover');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (51, 'accountability', 'handedduty');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (52, 'accountability', 'responsibility');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (53, 'standards', 'identifiercounter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (54, 'standards', 'codelist');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (55, 'standards', 'standard');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (56, 'standards', 'dataelement');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (57, 'standards', 'codelistvalue');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (58, 'catalogue', 'codecounter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (59, 'catalogue', 'entry');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (60, 'catalogue', 'resource');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (61, 'catalogue', 'signoff');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (62, 'catalogue', 'step');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (63, 'catalogue', 'synonym');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (64, 'catalogue', 'item');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (65, 'catalogue', 'dutyholding');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (66, 'catalogue', 'holdingexemption');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (67, 'spreadsheets', 'upload');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (68, 'spreadsheets', 'row');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (69, 'spreadsheets', 'rememberedmapping');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (70, 'spreadsheets', 'spelling');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (71, 'collection_tasks', 'task');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (72, 'collection_tasks', 'bearing');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (73, 'collection_tasks', 'taskitem');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (74, 'collection_tasks', 'answer');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (75, 'collection_tasks', 'taskstep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (76, 'projects', 'project');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (77, 'projects', 'plannedentry');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (78, 'projects', 'acceptancecheck');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (79, 'projects', 'projectitem');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (80, 'collected', 'collectedform');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (81, 'collected', 'formitem');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (82, 'confirming', 'confirmation');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (83, 'confirming', 'merger');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (84, 'catalogue_steps', 'agencystep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (85, 'directories', 'change');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (86, 'directories', 'version');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (87, 'directories', 'edition');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (88, 'directories', 'source');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (89, 'directories', 'harvested');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (90, 'hosting', 'holding');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (91, 'hosting', 'batch');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (92, 'hosting', 'quarantinedrecord');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (93, 'hosting', 'mount');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (94, 'hosting', 'mountmeasure');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (95, 'hosting', 'override');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (96, 'hosting', 'standing');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (97, 'hosting', 'standingpart');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (98, 'hosting', 'keyindex');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (99, 'declared', 'checkrule');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (100, 'keeping', 'shape');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (101, 'keeping', 'keeprule');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (102, 'archiving', 'archiverule');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (103, 'archiving', 'versionfile');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (104, 'uploads', 'upload');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (105, 'uploads', 'heldbatch');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (106, 'uploads', 'holdrule');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (107, 'controls', 'declaration');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (108, 'files', 'document');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (109, 'files', 'documentversion');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (110, 'files', 'documentsubject');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (111, 'files', 'shelf');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (112, 'sharing', 'applicationcounter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (113, 'sharing', 'application');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (114, 'sharing', 'line');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (115, 'sharing', 'grant');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (116, 'sharing', 'coordination');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (117, 'sharing', 'demand');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (118, 'sharing', 'coursestep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (119, 'sharing', 'numbercounter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (120, 'sharing', 'onwarduse');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (121, 'sharing', 'look');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (122, 'sharing_basket', 'chosen');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (123, 'sharing_basket', 'draft');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (124, 'sharing_allowances', 'allowance');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (125, 'sharing_allowances', 'share');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (126, 'sharing_questions', 'question');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (127, 'sharing_attachments', 'attachment');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (128, 'sharing_changes', 'earlierterms');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (129, 'standing', 'sheet');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (130, 'standing', 'standingauthorisation');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (131, 'standing', 'sheetrow');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (132, 'standing', 'standingstep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (133, 'sharing_signing', 'round');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (134, 'sharing_signing', 'signature');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (135, 'sharing_signing', 'signoffstep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (136, 'sharing_checking', 'check');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (137, 'sharing_refusing', 'refusaltemplate');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (138, 'sharing_proof', 'statement');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (139, 'restraints', 'restraint');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (140, 'seals', 'numbercounter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (141, 'seals', 'bag');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (142, 'seals', 'licencekind');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (143, 'seals', 'document');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (144, 'guessing', 'guess');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (145, 'guessing', 'miss');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (146, 'runs', 'run');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (147, 'delta', 'profile');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (148, 'delta', 'sharedfile');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (149, 'downloads', 'download');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (150, 'assembling', 'assembly');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (151, 'assembling', 'assembled');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (152, 'assembling', 'source');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (153, 'assembling', 'taken');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (154, 'assembling', 'touched');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (155, 'results', 'resultsheet');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (156, 'sandbox', 'sandboxuse');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (157, 'exchange', 'foreignentry');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (158, 'exchange', 'link');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (159, 'exchange', 'outbox');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (160, 'exchange', 'foreignapplication');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (161, 'exchange', 'invitation');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (162, 'exchange', 'incomingapplication');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (163, 'exchange', 'cursor');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (164, 'exchange', 'nonce');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (165, 'exchange', 'outgoing');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (166, 'exchange', 'remoteagency');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (167, 'exchange', 'replica');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (168, 'exchange', 'replicarow');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (169, 'exchange', 'foreignstatement');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (170, 'witnessing', 'watch');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (171, 'quality', 'comparison');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (172, 'quality', 'discrepancy');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (173, 'quality', 'discrepancystep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (174, 'quality', 'filing');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (175, 'quality', 'nilreport');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (176, 'quality', 'numbercounter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (177, 'cases', 'case');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (178, 'cases', 'casecounter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (179, 'cases', 'matter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (180, 'cases', 'casestep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (181, 'cases', 'event');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (182, 'cases', 'need');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (183, 'cases', 'draw');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (184, 'cases', 'step');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (185, 'assessment', 'figure');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (186, 'assessment', 'indicator');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (187, 'assessment', 'scheme');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (188, 'assessment', 'figurerow');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (189, 'assessment', 'finding');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (190, 'assessment', 'findingstep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (191, 'assessment', 'inspection');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (192, 'assessment', 'consequence');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (193, 'assessment', 'assessment');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (194, 'assessment', 'score');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (195, 'assessment', 'proposal');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (196, 'assessment', 'step');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (197, 'assessment', 'objection');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (198, 'assessment', 'inspectionrequest');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (199, 'operations', 'backup');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (200, 'operations', 'drill');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (201, 'operations', 'incidentcounter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (202, 'operations', 'riskassessment');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (203, 'operations', 'incident');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (204, 'operations', 'accountability');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (205, 'operations', 'incidentstep');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (206, 'operations', 'incidenttask');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (207, 'operations', 'procedure');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (208, 'operations', 'evaluation');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (209, 'operations', 'concernedagency');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (210, 'workdays_changes', 'change');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (211, 'workdays_changes', 'moveddeadline');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (212, 'misuse', 'findingcounter');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (213, 'misuse', 'progress');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (214, 'misuse', 'rule');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (215, 'misuse', 'watch');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (216, 'misuse', 'baseline');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (217, 'misuse', 'hour');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (218, 'misuse', 'look');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (219, 'misuse', 'canary');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (220, 'misuse', 'finding');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (221, 'subject_uses', 'look');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (222, 'subject_uses', 'withholding');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (223, 'erasing', 'erasure');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (224, 'inspecting', 'count');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (225, 'inspecting', 'counted');
INSERT INTO public.django_content_type (id, app_label, model) VALUES (226, 'inspecting', 'excerpt');

INSERT INTO public.django_migrations (id, app, name, applied) VALUES (1, 'node', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (2, 'agencies', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (3, 'identity', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (4, 'identity', '0002_outside_identity', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (5, 'identity', '0003_handover', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (6, 'agencies', '0002_three_administrators', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (7, 'agencies', '0003_identity', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (8, 'accountability', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (9, 'agencies', '0004_delegation', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (10, 'agencies', '0005_sealed_contacts', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (11, 'catalogue', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (12, 'hosting', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (13, 'catalogue', '0002_kinds_and_unlisted_holdings', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (14, 'catalogue', '0003_proxied', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (15, 'hosting', '0002_mounts', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (16, 'hosting', '0003_masked', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (17, 'hosting', '0005_logs', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (18, 'hosting', '0006_signed_receipts', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (19, 'catalogue', '0004_agency_review', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (20, 'catalogue', '0005_items_and_sources', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (21, 'catalogue', '0006_search_at_scale', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (22, 'catalogue', '0007_public_but_closed', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (23, 'hosting', '0007_quarantine_ends', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (24, 'hosting', '0008_standing', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (25, 'hosting', '0010_shapes', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (26, 'hosting', '0012_places', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (27, 'catalogue', '0008_places', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (28, 'catalogue', '0010_update_due', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (29, 'archiving', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (30, 'assembling', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (31, 'assessment', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (32, 'assessment', '0002_default_scheme', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (33, 'assessment', '0003_inspection_requests', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (34, 'audit', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (35, 'audit', '0002_require_epoch', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (36, 'audit', '0003_growing_indexes', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (37, 'audit', '0004_subject_lists', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (38, 'audit', '0005_log', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (39, 'audit', '0006_moment_index', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (40, 'audit', '0007_subject_ledger', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (41, 'audit', '0008_stamps', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (42, 'audit', '0009_postings', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (43, 'audit', '0010_case_index', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (44, 'audit', '0011_months', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (45, 'audit', '0012_archived_months', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (46, 'audit', '0013_personal_parts', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (47, 'audit', '0014_case_ledger', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (48, 'audit', '0015_block_version', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (49, 'contenttypes', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (50, 'contenttypes', '0002_remove_content_type_name', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (51, 'auth', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (52, 'auth', '0002_alter_permission_name_max_length', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (53, 'auth', '0003_alter_user_email_max_length', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (54, 'auth', '0004_alter_user_username_opts', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (55, 'auth', '0005_alter_user_last_login_null', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (56, 'auth', '0006_require_contenttypes_0002', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (57, 'auth', '0007_alter_validators_add_error_messages', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (58, 'auth', '0008_alter_user_username_max_length', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (59, 'auth', '0009_alter_user_last_name_max_length', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (60, 'auth', '0010_alter_group_name_max_length', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (61, 'auth', '0011_update_proxy_permissions', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (62, 'auth', '0012_alter_user_first_name_max_length', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (63, 'cases', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (64, 'cases', '0002_event_receipt', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (65, 'catalogue', '0011_item_comparison', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (66, 'catalogue', '0012_item_alternative', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (67, 'catalogue_steps', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (68, 'catalogue_steps', '0002_more_local_steps', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (69, 'catalogue_steps', '0003_local_step_of_formal_check', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (70, 'collected', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (71, 'collection_tasks', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (72, 'confirming', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (73, 'controls', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (74, 'declared', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (75, 'sharing', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (76, 'sharing', '0002_demands_coordination_onward_use', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (77, 'sharing', '0003_line_rows', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (78, 'sharing', '0004_local_fields', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (79, 'sharing', '0005_whole_applications', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (80, 'sharing', '0006_demands_fulfilled_in_time', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (81, 'sharing', '0007_before_it_reaches_its_provider', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (82, 'sharing', '0008_inbox', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (83, 'sharing', '0009_coordination_of_the_rest', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (84, 'delta', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (85, 'directories', '0001_changes', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (86, 'directories', '0002_note_changes', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (87, 'directories', '0003_versions', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (88, 'directories', '0004_sources', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (89, 'directories', '0005_closed_is_not_open', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (90, 'downloads', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (91, 'erasing', '0001_erasures', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (92, 'exchange', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (93, 'exchange', '0002_foreignapplication_rows', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (94, 'exchange', '0003_replica_masked', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (95, 'exchange', '0004_foreignapplication_unproven_at_foreignstatement', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (96, 'exchange', '0005_signed_off_before_it_leaves', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (97, 'files', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (98, 'guessing', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (99, 'hosting', '0013_sorted_digests', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (100, 'hosting', '0014_unlogged_digests', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (101, 'hosting', '0015_soap', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (102, 'hosting', '0016_key_indexes', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (103, 'hosting', '0017_front_agents', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (104, 'identity', '0004_blind_subjects', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (105, 'inspecting', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (106, 'inspecting', '0002_sums', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (107, 'keeping', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (108, 'operations', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (109, 'operations', '0002_outside_evaluations', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (110, 'misuse', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (111, 'misuse', '0002_reminders', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (112, 'node', '0002_clocks_of_hours', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (113, 'node', '0003_local_rules', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (114, 'node', '0004_local_hours_and_fields', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (115, 'node', '0005_clocks_of_months', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (116, 'node', '0006_local_step_of_supplement', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (117, 'node', '0007_local_step_of_formal_check', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (118, 'notices', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (119, 'notices', '0002_sealed_addresses', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (120, 'operations', '0003_concerned_agencies', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (121, 'operations', '0004_severity_clocks', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (122, 'projects', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (123, 'quality', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (124, 'restraints', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (125, 'results', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (126, 'runs', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (127, 'sandbox', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (128, 'seals', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (129, 'seals', '0002_record_index', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (130, 'sharing', '0010_looks', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (131, 'sharing_allowances', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (132, 'sharing_allowances', '0002_calls_at_once', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (133, 'sharing_attachments', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (134, 'sharing_basket', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (135, 'sharing_changes', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (136, 'sharing_changes', '0002_coordinated', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (137, 'sharing_checking', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (138, 'sharing_proof', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (139, 'sharing_questions', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (140, 'sharing_refusing', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (141, 'sharing_signing', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (142, 'sharing_signing', '0002_subjects', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (143, 'spreadsheets', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (144, 'standards', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (145, 'standards', '0002_pairs', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (146, 'standing', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (147, 'subject_uses', '0001_looks', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (148, 'uploads', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (149, 'uploads', '0002_again_at', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (150, 'witnessing', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (151, 'workdays', '0001_initial', now());
INSERT INTO public.django_migrations (id, app, name, applied) VALUES (152, 'workdays_changes', '0001_initial', now());

INSERT INTO public.sharing_refusing_refusaltemplate (code, name, name_en, text, basis, "position", is_active, changed_by_name, changed_at) VALUES ('duty', '与履职事项无关', 'Not tied to the duty', '申请的履职事项与所需数据没有直接关联，不属于履行职责所必需。', '《暂行办法》第二十六条：审核以履行职责需要为主要依据', 1, true, '', NULL);
INSERT INTO public.sharing_refusing_refusaltemplate (code, name, name_en, text, basis, "position", is_active, changed_by_name, changed_at) VALUES ('items', '信息项超出必需', 'More items than needed', '申请的信息项超出办理该事项所必需的范围，请只申请必需的信息项后重新提出。', '《暂行办法》第二十六条：核定所需信息，按需共享', 2, true, '', NULL);
INSERT INTO public.sharing_refusing_refusaltemplate (code, name, name_en, text, basis, "position", is_active, changed_by_name, changed_at) VALUES ('mode', '比对验证即可满足', 'Verification is enough', '以比对验证即可满足需要，不必取得数据本身，请改申请比对验证。', '《暂行办法》第二十六条：核定共享模式，按需、安全共享', 3, true, '', NULL);
INSERT INTO public.sharing_refusing_refusaltemplate (code, name, name_en, text, basis, "position", is_active, changed_by_name, changed_at) VALUES ('basis', '未说明履职依据', 'No legal basis given', '未说明履职依据，请补充法律、法规、规章的条款或者文件后重新提出。', '《暂行办法》第二十六条：申请履行职能所需要的信息', 4, true, '', NULL);
INSERT INTO public.sharing_refusing_refusaltemplate (code, name, name_en, text, basis, "position", is_active, changed_by_name, changed_at) VALUES ('source', '本单位不是权威来源', 'Not the authoritative source', '本单位不是该数据的权威来源，请向数源单位申请。', '《暂行办法》第十五条：谁采集谁更新，保障数据来源的唯一性', 5, true, '', NULL);
INSERT INTO public.sharing_refusing_refusaltemplate (code, name, name_en, text, basis, "position", is_active, changed_by_name, changed_at) VALUES ('condition', '不符合共享条件', 'Condition not met', '申请的用途或使用方式不符合该资源目录载明的共享条件。', '《暂行办法》第六条：受限共享类信息按照特定方式或者提供给指定对象共享', 6, true, '', NULL);
INSERT INTO public.sharing_refusing_refusaltemplate (code, name, name_en, text, basis, "position", is_active, changed_by_name, changed_at) VALUES ('secrecy', '涉密或不宜提供', 'Secret or unfit to share', '申请的内容涉及国家秘密或者法律、法规规定不得提供的信息。', '《暂行办法》第二十一条：不得涉及国家秘密；第六条：依法不能共享的信息', 7, true, '', NULL);
INSERT INTO public.sharing_refusing_refusaltemplate (code, name, name_en, text, basis, "position", is_active, changed_by_name, changed_at) VALUES ('personal', '个人信息超出最小范围', 'More personal data than needed', '申请处理的个人信息超出实现处理目的的最小范围，或者未说明必要性。', '《个人信息保护法》第六条：限于实现处理目的的最小范围；《暂行办法》第二十六条', 8, true, '', NULL);
INSERT INTO public.sharing_refusing_refusaltemplate (code, name, name_en, text, basis, "position", is_active, changed_by_name, changed_at) VALUES ('safety', '安全保障不足', 'Safeguards lacking', '未说明数据使用的安全保障措施，或者使用系统不具备相应的安全条件。', '《暂行办法》第三十条、第三十一条：落实安全技术保障，防止滥用和扩散', 9, true, '', NULL);

SELECT pg_catalog.setval('public.access_miss_id_seq', 1, false);

SELECT pg_catalog.setval('public.access_result_sheet_id_seq', 1, false);

SELECT pg_catalog.setval('public.access_run_id_seq', 1, false);

SELECT pg_catalog.setval('public.access_sandbox_use_id_seq', 1, false);

SELECT pg_catalog.setval('public.accountability_handedduty_id_seq', 1, false);

SELECT pg_catalog.setval('public.accountability_responsibility_id_seq', 1, false);

SELECT pg_catalog.setval('public.agencies_agency_id_seq', 1, false);

SELECT pg_catalog.setval('public.agencies_applicationsystem_id_seq', 1, false);

SELECT pg_catalog.setval('public.agencies_appointment_id_seq', 1, false);

SELECT pg_catalog.setval('public.agencies_delegation_id_seq', 1, false);

SELECT pg_catalog.setval('public.agencies_duty_id_seq', 1, false);

SELECT pg_catalog.setval('public.agencies_key_id_seq', 1, false);

SELECT pg_catalog.setval('public.agencies_person_id_seq', 1, false);

SELECT pg_catalog.setval('public.agencies_seennonce_id_seq', 1, false);

SELECT pg_catalog.setval('public.archiving_archiverule_id_seq', 1, false);

SELECT pg_catalog.setval('public.archiving_versionfile_id_seq', 1, false);

SELECT pg_catalog.setval('public.assembling_assembly_id_seq', 1, false);

SELECT pg_catalog.setval('public.assembling_source_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_assessment_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_consequence_id_seq', 2, true);

SELECT pg_catalog.setval('public.assessment_figure_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_figurerow_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_finding_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_findingstep_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_indicator_id_seq', 10, true);

SELECT pg_catalog.setval('public.assessment_inspection_agencies_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_inspection_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_inspectionrequest_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_objection_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_proposal_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_scheme_id_seq', 1, true);

SELECT pg_catalog.setval('public.assessment_score_id_seq', 1, false);

SELECT pg_catalog.setval('public.assessment_step_id_seq', 1, false);

SELECT pg_catalog.setval('public.audit_archived_month_id_seq', 1, false);

SELECT pg_catalog.setval('public.audit_cosignature_id_seq', 1, false);

SELECT pg_catalog.setval('public.audit_refusal_count_id_seq', 1, false);

SELECT pg_catalog.setval('public.audit_stamp_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_group_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_permission_id_seq', 904, true);

SELECT pg_catalog.setval('public.cases_case_id_seq', 1, false);

SELECT pg_catalog.setval('public.cases_casestep_id_seq', 1, false);

SELECT pg_catalog.setval('public.cases_draw_id_seq', 1, false);

SELECT pg_catalog.setval('public.cases_event_id_seq', 1, false);

SELECT pg_catalog.setval('public.cases_matter_id_seq', 1, false);

SELECT pg_catalog.setval('public.cases_need_id_seq', 1, false);

SELECT pg_catalog.setval('public.cases_step_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalogue_dutyholding_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalogue_entry_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalogue_holdingexemption_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalogue_item_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalogue_resource_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalogue_signoff_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalogue_step_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalogue_steps_agencystep_id_seq', 1, false);

SELECT pg_catalog.setval('public.catalogue_synonym_id_seq', 1, false);

SELECT pg_catalog.setval('public.collected_collectedform_id_seq', 1, false);

SELECT pg_catalog.setval('public.collected_formitem_id_seq', 1, false);

SELECT pg_catalog.setval('public.collection_tasks_answer_id_seq', 1, false);

SELECT pg_catalog.setval('public.collection_tasks_bearing_id_seq', 1, false);

SELECT pg_catalog.setval('public.collection_tasks_task_id_seq', 1, false);

SELECT pg_catalog.setval('public.collection_tasks_taskitem_id_seq', 1, false);

SELECT pg_catalog.setval('public.collection_tasks_taskstep_id_seq', 1, false);

SELECT pg_catalog.setval('public.confirming_confirmation_id_seq', 1, false);

SELECT pg_catalog.setval('public.confirming_merger_id_seq', 1, false);

SELECT pg_catalog.setval('public.controls_declaration_id_seq', 1, false);

SELECT pg_catalog.setval('public.declared_checkrule_id_seq', 1, false);

SELECT pg_catalog.setval('public.directories_change_id_seq', 1, false);

SELECT pg_catalog.setval('public.directories_edition_id_seq', 1, false);

SELECT pg_catalog.setval('public.directories_harvested_id_seq', 1, false);

SELECT pg_catalog.setval('public.directories_source_id_seq', 1, false);

SELECT pg_catalog.setval('public.directories_version_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_content_type_id_seq', 226, true);

SELECT pg_catalog.setval('public.django_migrations_id_seq', 152, true);

SELECT pg_catalog.setval('public.erasing_erasure_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_cursor_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_foreignentry_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_foreignstatement_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_incomingapplication_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_invitation_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_link_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_nonce_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_outgoing_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_remoteagency_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_replica_id_seq', 1, false);

SELECT pg_catalog.setval('public.exchange_replicarow_id_seq', 1, false);

SELECT pg_catalog.setval('public.files_document_id_seq', 1, false);

SELECT pg_catalog.setval('public.files_documentsubject_id_seq', 1, false);

SELECT pg_catalog.setval('public.files_documentversion_id_seq', 1, false);

SELECT pg_catalog.setval('public.files_shelf_id_seq', 1, false);

SELECT pg_catalog.setval('public.hosting_holding_id_seq', 1, false);

SELECT pg_catalog.setval('public.hosting_keyindex_id_seq', 1, false);

SELECT pg_catalog.setval('public.hosting_mount_id_seq', 1, false);

SELECT pg_catalog.setval('public.hosting_mountmeasure_id_seq', 1, false);

SELECT pg_catalog.setval('public.hosting_override_id_seq', 1, false);

SELECT pg_catalog.setval('public.hosting_quarantinedrecord_id_seq', 1, false);

SELECT pg_catalog.setval('public.hosting_standing_id_seq', 1, false);

SELECT pg_catalog.setval('public.hosting_standingpart_id_seq', 1, false);

SELECT pg_catalog.setval('public.identity_authenticator_id_seq', 1, false);

SELECT pg_catalog.setval('public.identity_handover_id_seq', 1, false);

SELECT pg_catalog.setval('public.identity_invitation_id_seq', 1, false);

SELECT pg_catalog.setval('public.identity_outsideidentity_id_seq', 1, false);

SELECT pg_catalog.setval('public.identity_passkey_id_seq', 1, false);

SELECT pg_catalog.setval('public.identity_recoverycode_id_seq', 1, false);

SELECT pg_catalog.setval('public.keeping_keeprule_id_seq', 1, false);

SELECT pg_catalog.setval('public.keeping_shape_id_seq', 1, false);

SELECT pg_catalog.setval('public.misuse_baseline_id_seq', 1, false);

SELECT pg_catalog.setval('public.misuse_canary_id_seq', 1, false);

SELECT pg_catalog.setval('public.misuse_finding_id_seq', 1, false);

SELECT pg_catalog.setval('public.misuse_hour_id_seq', 1, false);

SELECT pg_catalog.setval('public.misuse_look_id_seq', 1, false);

SELECT pg_catalog.setval('public.node_localfield_id_seq', 1, false);

SELECT pg_catalog.setval('public.notices_notice_id_seq', 1, false);

SELECT pg_catalog.setval('public.notices_preference_id_seq', 1, false);

SELECT pg_catalog.setval('public.notices_webhook_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_accountability_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_backup_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_concernedagency_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_drill_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_evaluation_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_incident_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_incidentstep_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_incidenttask_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_procedure_id_seq', 1, false);

SELECT pg_catalog.setval('public.operations_riskassessment_id_seq', 1, false);

SELECT pg_catalog.setval('public.projects_acceptancecheck_id_seq', 1, false);

SELECT pg_catalog.setval('public.projects_plannedentry_id_seq', 1, false);

SELECT pg_catalog.setval('public.projects_project_id_seq', 1, false);

SELECT pg_catalog.setval('public.projects_projectitem_id_seq', 1, false);

SELECT pg_catalog.setval('public.quality_discrepancy_id_seq', 1, false);

SELECT pg_catalog.setval('public.quality_discrepancystep_id_seq', 1, false);

SELECT pg_catalog.setval('public.quality_filing_id_seq', 1, false);

SELECT pg_catalog.setval('public.quality_nilreport_id_seq', 1, false);

SELECT pg_catalog.setval('public.quality_numbercounter_id_seq', 1, false);

SELECT pg_catalog.setval('public.seals_bag_id_seq', 1, false);

SELECT pg_catalog.setval('public.seals_document_id_seq', 1, false);

SELECT pg_catalog.setval('public.seals_licencekind_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_allowance_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_application_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_attachments_attachment_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_basket_chosen_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_basket_draft_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_changes_earlierterms_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_checking_check_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_coordination_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_coursestep_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_demand_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_line_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_line_systems_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_line_users_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_look_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_numbercounter_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_onwarduse_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_proof_statement_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_questions_question_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_share_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_signing_round_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_signing_signature_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_signing_signoffstep_id_seq', 1, false);

SELECT pg_catalog.setval('public.sharing_signing_signoffstep_people_id_seq', 1, false);

SELECT pg_catalog.setval('public.spreadsheets_rememberedmapping_id_seq', 1, false);

SELECT pg_catalog.setval('public.spreadsheets_row_id_seq', 1, false);

SELECT pg_catalog.setval('public.spreadsheets_spelling_id_seq', 1, false);

SELECT pg_catalog.setval('public.spreadsheets_upload_id_seq', 1, false);

SELECT pg_catalog.setval('public.standards_codelist_id_seq', 1, false);

SELECT pg_catalog.setval('public.standards_codelistvalue_id_seq', 1, false);

SELECT pg_catalog.setval('public.standards_dataelement_id_seq', 1, false);

SELECT pg_catalog.setval('public.standards_standard_id_seq', 1, false);

SELECT pg_catalog.setval('public.standing_sheet_id_seq', 1, false);

SELECT pg_catalog.setval('public.standing_sheetrow_id_seq', 1, false);

SELECT pg_catalog.setval('public.standing_standingauthorisation_id_seq', 1, false);

SELECT pg_catalog.setval('public.standing_standingstep_id_seq', 1, false);

SELECT pg_catalog.setval('public.subject_uses_withholding_id_seq', 1, false);

SELECT pg_catalog.setval('public.uploads_heldbatch_id_seq', 1, false);

SELECT pg_catalog.setval('public.uploads_holdrule_id_seq', 1, false);

SELECT pg_catalog.setval('public.witnessing_watch_id_seq', 1, false);

SELECT pg_catalog.setval('public.workdays_changes_change_id_seq', 1, false);

SELECT pg_catalog.setval('public.workdays_changes_moveddeadline_id_seq', 1, false);

SELECT pg_catalog.setval('public.workdays_clockchange_id_seq', 1, false);

ALTER TABLE ONLY public.access_epoch
    ADD CONSTRAINT access_epoch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_guess
    ADD CONSTRAINT access_guess_pkey PRIMARY KEY (who);

ALTER TABLE ONLY public.access_miss
    ADD CONSTRAINT access_miss_once UNIQUE (caller, resource);

ALTER TABLE ONLY public.access_miss
    ADD CONSTRAINT access_miss_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_result_sheet
    ADD CONSTRAINT access_result_sheet_number_key UNIQUE (number);

ALTER TABLE ONLY public.access_result_sheet
    ADD CONSTRAINT access_result_sheet_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_result_sheet
    ADD CONSTRAINT access_result_sheet_sha256_key UNIQUE (sha256);

ALTER TABLE ONLY public.access_run
    ADD CONSTRAINT access_run_once UNIQUE (hour, caller, resource, duty);

ALTER TABLE ONLY public.access_run
    ADD CONSTRAINT access_run_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.access_sandbox_use
    ADD CONSTRAINT access_sandbox_use_once UNIQUE (caller, resource, day);

ALTER TABLE ONLY public.access_sandbox_use
    ADD CONSTRAINT access_sandbox_use_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accountability_handedduty
    ADD CONSTRAINT accountability_handedduty_handover_id_key UNIQUE (handover_id);

ALTER TABLE ONLY public.accountability_handedduty
    ADD CONSTRAINT accountability_handedduty_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.accountability_responsibility
    ADD CONSTRAINT accountability_one_of_a_kind UNIQUE (agency_id, kind);

ALTER TABLE ONLY public.accountability_responsibility
    ADD CONSTRAINT accountability_responsibility_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agencies_agency
    ADD CONSTRAINT agencies_agency_catalogue_prefix_key UNIQUE (catalogue_prefix);

ALTER TABLE ONLY public.agencies_agency
    ADD CONSTRAINT agencies_agency_code_key UNIQUE (code);

ALTER TABLE ONLY public.agencies_agency
    ADD CONSTRAINT agencies_agency_name_once UNIQUE (division_id, name);

ALTER TABLE ONLY public.agencies_agency
    ADD CONSTRAINT agencies_agency_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agencies_applicationsystem
    ADD CONSTRAINT agencies_applicationsystem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agencies_appointment
    ADD CONSTRAINT agencies_appointment_once UNIQUE (person_id, role);

ALTER TABLE ONLY public.agencies_appointment
    ADD CONSTRAINT agencies_appointment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agencies_delegation
    ADD CONSTRAINT agencies_delegation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agencies_duty
    ADD CONSTRAINT agencies_duty_once UNIQUE (agency_id, name);

ALTER TABLE ONLY public.agencies_duty
    ADD CONSTRAINT agencies_duty_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agencies_key
    ADD CONSTRAINT agencies_key_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.agencies_key
    ADD CONSTRAINT agencies_key_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agencies_seennonce
    ADD CONSTRAINT agencies_nonce_once UNIQUE (key_id, nonce);

ALTER TABLE ONLY public.agencies_person
    ADD CONSTRAINT agencies_person_login_key UNIQUE (login);

ALTER TABLE ONLY public.agencies_person
    ADD CONSTRAINT agencies_person_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agencies_seennonce
    ADD CONSTRAINT agencies_seennonce_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.agencies_applicationsystem
    ADD CONSTRAINT agencies_system_name_once UNIQUE (agency_id, name);

ALTER TABLE ONLY public.archiving_archiverule
    ADD CONSTRAINT archiving_archiverule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.archiving_versionfile
    ADD CONSTRAINT archiving_version_once UNIQUE (holding_id, version);

ALTER TABLE ONLY public.archiving_versionfile
    ADD CONSTRAINT archiving_versionfile_name_key UNIQUE (name);

ALTER TABLE ONLY public.archiving_versionfile
    ADD CONSTRAINT archiving_versionfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assembling_assembled
    ADD CONSTRAINT assembling_assembled_pkey PRIMARY KEY (assembly_id, key);

ALTER TABLE ONLY public.assembling_assembly
    ADD CONSTRAINT assembling_assembly_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assembling_source
    ADD CONSTRAINT assembling_source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assembling_source
    ADD CONSTRAINT assembling_source_place UNIQUE (assembly_id, place);

ALTER TABLE ONLY public.assembling_taken
    ADD CONSTRAINT assembling_taken_pkey PRIMARY KEY (source_id, key);

ALTER TABLE ONLY public.assembling_touched
    ADD CONSTRAINT assembling_touched_pkey PRIMARY KEY (assembly_id, key);

ALTER TABLE ONLY public.assessment_assessment
    ADD CONSTRAINT assessment_assessment_period_key UNIQUE (period);

ALTER TABLE ONLY public.assessment_assessment
    ADD CONSTRAINT assessment_assessment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_consequence
    ADD CONSTRAINT assessment_consequence_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_figure
    ADD CONSTRAINT assessment_figure_once UNIQUE (score_id, indicator_id);

ALTER TABLE ONLY public.assessment_figure
    ADD CONSTRAINT assessment_figure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_figurerow
    ADD CONSTRAINT assessment_figurerow_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_finding
    ADD CONSTRAINT assessment_finding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_findingstep
    ADD CONSTRAINT assessment_findingstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_indicator
    ADD CONSTRAINT assessment_indicator_once UNIQUE (scheme_id, code);

ALTER TABLE ONLY public.assessment_indicator
    ADD CONSTRAINT assessment_indicator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_inspection_agencies
    ADD CONSTRAINT assessment_inspection_ag_inspection_id_agency_id_87fde3ff_uniq UNIQUE (inspection_id, agency_id);

ALTER TABLE ONLY public.assessment_inspection_agencies
    ADD CONSTRAINT assessment_inspection_agencies_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_inspection
    ADD CONSTRAINT assessment_inspection_number_key UNIQUE (number);

ALTER TABLE ONLY public.assessment_inspection
    ADD CONSTRAINT assessment_inspection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_inspectionrequest
    ADD CONSTRAINT assessment_inspectionrequest_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_objection
    ADD CONSTRAINT assessment_objection_number_key UNIQUE (number);

ALTER TABLE ONLY public.assessment_objection
    ADD CONSTRAINT assessment_objection_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_proposal
    ADD CONSTRAINT assessment_proposal_number_key UNIQUE (number);

ALTER TABLE ONLY public.assessment_proposal
    ADD CONSTRAINT assessment_proposal_once UNIQUE (score_id, rule_id);

ALTER TABLE ONLY public.assessment_proposal
    ADD CONSTRAINT assessment_proposal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_scheme
    ADD CONSTRAINT assessment_scheme_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_scheme
    ADD CONSTRAINT assessment_scheme_version_key UNIQUE (version);

ALTER TABLE ONLY public.assessment_score
    ADD CONSTRAINT assessment_score_once UNIQUE (assessment_id, agency_id);

ALTER TABLE ONLY public.assessment_score
    ADD CONSTRAINT assessment_score_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.assessment_step
    ADD CONSTRAINT assessment_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_archived_month
    ADD CONSTRAINT audit_archived_month_name_key UNIQUE (name);

ALTER TABLE ONLY public.audit_archived_month
    ADD CONSTRAINT audit_archived_month_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_block
    ADD CONSTRAINT audit_block_pkey PRIMARY KEY (number);

ALTER TABLE ONLY public.audit_case_use
    ADD CONSTRAINT audit_case_use_pkey PRIMARY KEY (case_number, record);

ALTER TABLE ONLY public.audit_checkpoint
    ADD CONSTRAINT audit_checkpoint_pkey PRIMARY KEY (size);

ALTER TABLE ONLY public.audit_cosignature
    ADD CONSTRAINT audit_cosignature_once UNIQUE (size, witness);

ALTER TABLE ONLY public.audit_cosignature
    ADD CONSTRAINT audit_cosignature_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_leaf
    ADD CONSTRAINT audit_leaf_pkey PRIMARY KEY (index);

ALTER TABLE ONLY public.audit_leaf
    ADD CONSTRAINT audit_leaf_record_key UNIQUE (record);

ALTER TABLE ONLY public.audit_ledger
    ADD CONSTRAINT audit_ledger_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_log_key
    ADD CONSTRAINT audit_log_key_pkey PRIMARY KEY (verifier);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT audit_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_posting
    ADD CONSTRAINT audit_posting_pkey PRIMARY KEY (kind, value, block);

ALTER TABLE ONLY public.audit_record
    ADD CONSTRAINT audit_record_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_record_other
    ADD CONSTRAINT audit_record_other_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_refusal_count
    ADD CONSTRAINT audit_refusal_count_once UNIQUE (source, minute, code);

ALTER TABLE ONLY public.audit_refusal_count
    ADD CONSTRAINT audit_refusal_count_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_stamp
    ADD CONSTRAINT audit_stamp_once UNIQUE (size, address);

ALTER TABLE ONLY public.audit_stamp
    ADD CONSTRAINT audit_stamp_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.audit_subject_list
    ADD CONSTRAINT audit_subject_list_pkey PRIMARY KEY (record);

ALTER TABLE ONLY public.audit_subject_use
    ADD CONSTRAINT audit_subject_use_pkey PRIMARY KEY (subject, record);

ALTER TABLE ONLY public.audit_tile
    ADD CONSTRAINT audit_tile_pkey PRIMARY KEY (level, number);

ALTER TABLE ONLY public.audit_witness
    ADD CONSTRAINT audit_witness_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_number_key UNIQUE (number);

ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases_casestep
    ADD CONSTRAINT cases_case_step_once UNIQUE (case_id, step_id);

ALTER TABLE ONLY public.cases_casecounter
    ADD CONSTRAINT cases_casecounter_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.cases_casestep
    ADD CONSTRAINT cases_casestep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases_draw
    ADD CONSTRAINT cases_draw_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases_event
    ADD CONSTRAINT cases_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases_matter
    ADD CONSTRAINT cases_matter_name_key UNIQUE (name);

ALTER TABLE ONLY public.cases_matter
    ADD CONSTRAINT cases_matter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases_need
    ADD CONSTRAINT cases_need_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases_need
    ADD CONSTRAINT cases_need_resource_once UNIQUE (step_id, resource_id);

ALTER TABLE ONLY public.cases_step
    ADD CONSTRAINT cases_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cases_step
    ADD CONSTRAINT cases_step_position_once UNIQUE (matter_id, "position");

ALTER TABLE ONLY public.catalogue_codecounter
    ADD CONSTRAINT catalogue_codecounter_pkey PRIMARY KEY (prefix);

ALTER TABLE ONLY public.catalogue_dutyholding
    ADD CONSTRAINT catalogue_duty_holding_once UNIQUE (duty_id, resource_id);

ALTER TABLE ONLY public.catalogue_dutyholding
    ADD CONSTRAINT catalogue_dutyholding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_entry
    ADD CONSTRAINT catalogue_entry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_entry
    ADD CONSTRAINT catalogue_entry_version_once UNIQUE (resource_id, version);

ALTER TABLE ONLY public.catalogue_holdingexemption
    ADD CONSTRAINT catalogue_holdingexemption_duty_id_key UNIQUE (duty_id);

ALTER TABLE ONLY public.catalogue_holdingexemption
    ADD CONSTRAINT catalogue_holdingexemption_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_item
    ADD CONSTRAINT catalogue_item_code_once UNIQUE (entry_id, code);

ALTER TABLE ONLY public.catalogue_item
    ADD CONSTRAINT catalogue_item_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_item
    ADD CONSTRAINT catalogue_item_position_once UNIQUE (entry_id, "position");

ALTER TABLE ONLY public.catalogue_resource
    ADD CONSTRAINT catalogue_resource_code_key UNIQUE (code);

ALTER TABLE ONLY public.catalogue_resource
    ADD CONSTRAINT catalogue_resource_current_id_key UNIQUE (current_id);

ALTER TABLE ONLY public.catalogue_resource
    ADD CONSTRAINT catalogue_resource_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_signoff
    ADD CONSTRAINT catalogue_signoff_entry_id_key UNIQUE (entry_id);

ALTER TABLE ONLY public.catalogue_signoff
    ADD CONSTRAINT catalogue_signoff_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_step
    ADD CONSTRAINT catalogue_step_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_steps_agencystep
    ADD CONSTRAINT catalogue_steps_agencystep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.catalogue_steps_agencystep
    ADD CONSTRAINT catalogue_steps_once UNIQUE (agency_id, code);

ALTER TABLE ONLY public.catalogue_synonym
    ADD CONSTRAINT catalogue_synonym_once UNIQUE (word, also);

ALTER TABLE ONLY public.catalogue_synonym
    ADD CONSTRAINT catalogue_synonym_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collected_collectedform
    ADD CONSTRAINT collected_collectedform_number_key UNIQUE (number);

ALTER TABLE ONLY public.collected_collectedform
    ADD CONSTRAINT collected_collectedform_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collected_formitem
    ADD CONSTRAINT collected_form_item_once UNIQUE (form_id, "position");

ALTER TABLE ONLY public.collected_formitem
    ADD CONSTRAINT collected_formitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collection_tasks_answer
    ADD CONSTRAINT collection_task_answer_once UNIQUE (bearing_id, item_id);

ALTER TABLE ONLY public.collection_tasks_bearing
    ADD CONSTRAINT collection_task_bearing_once UNIQUE (task_id, agency_id);

ALTER TABLE ONLY public.collection_tasks_taskitem
    ADD CONSTRAINT collection_task_item_once UNIQUE (task_id, "position");

ALTER TABLE ONLY public.collection_tasks_task
    ADD CONSTRAINT collection_task_version_once UNIQUE (number, version);

ALTER TABLE ONLY public.collection_tasks_answer
    ADD CONSTRAINT collection_tasks_answer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collection_tasks_bearing
    ADD CONSTRAINT collection_tasks_bearing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collection_tasks_task
    ADD CONSTRAINT collection_tasks_task_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collection_tasks_taskitem
    ADD CONSTRAINT collection_tasks_taskitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.collection_tasks_taskstep
    ADD CONSTRAINT collection_tasks_taskstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.confirming_confirmation
    ADD CONSTRAINT confirming_confirmation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.confirming_merger
    ADD CONSTRAINT confirming_merger_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.confirming_merger
    ADD CONSTRAINT confirming_merger_resource_id_key UNIQUE (resource_id);

ALTER TABLE ONLY public.controls_declaration
    ADD CONSTRAINT controls_declaration_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.declared_checkrule
    ADD CONSTRAINT declared_checkrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.declared_checkrule
    ADD CONSTRAINT declared_checkrule_replaces_id_key UNIQUE (replaces_id);

ALTER TABLE ONLY public.delta_sharedfile
    ADD CONSTRAINT delta_file_once UNIQUE (profile_id, kind, version, projection);

ALTER TABLE ONLY public.delta_profile
    ADD CONSTRAINT delta_profile_once UNIQUE (grant_id, system_id);

ALTER TABLE ONLY public.delta_profile
    ADD CONSTRAINT delta_profile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.delta_sharedfile
    ADD CONSTRAINT delta_sharedfile_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directories_change
    ADD CONSTRAINT directories_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directories_edition
    ADD CONSTRAINT directories_edition_once UNIQUE (version_id, part);

ALTER TABLE ONLY public.directories_edition
    ADD CONSTRAINT directories_edition_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directories_harvested
    ADD CONSTRAINT directories_harvested_once UNIQUE (source_id, uri);

ALTER TABLE ONLY public.directories_harvested
    ADD CONSTRAINT directories_harvested_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directories_harvested
    ADD CONSTRAINT directories_harvested_resource_id_key UNIQUE (resource_id);

ALTER TABLE ONLY public.directories_source
    ADD CONSTRAINT directories_source_name_key UNIQUE (name);

ALTER TABLE ONLY public.directories_source
    ADD CONSTRAINT directories_source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.directories_version
    ADD CONSTRAINT directories_version_number_key UNIQUE (number);

ALTER TABLE ONLY public.directories_version
    ADD CONSTRAINT directories_version_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.downloads_download
    ADD CONSTRAINT downloads_download_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.erasing_erasure
    ADD CONSTRAINT erasing_erasure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_cursor
    ADD CONSTRAINT exchange_cursor_once UNIQUE (link_id, flow);

ALTER TABLE ONLY public.exchange_cursor
    ADD CONSTRAINT exchange_cursor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_foreignentry
    ADD CONSTRAINT exchange_foreign_entry_once UNIQUE (link_id, code);

ALTER TABLE ONLY public.exchange_foreignapplication
    ADD CONSTRAINT exchange_foreignapplication_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_foreignentry
    ADD CONSTRAINT exchange_foreignentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_foreignstatement
    ADD CONSTRAINT exchange_foreignstatement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_incomingapplication
    ADD CONSTRAINT exchange_incoming_once UNIQUE (link_id, remote_id);

ALTER TABLE ONLY public.exchange_incomingapplication
    ADD CONSTRAINT exchange_incomingapplication_application_id_key UNIQUE (application_id);

ALTER TABLE ONLY public.exchange_incomingapplication
    ADD CONSTRAINT exchange_incomingapplication_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_invitation
    ADD CONSTRAINT exchange_invitation_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.exchange_invitation
    ADD CONSTRAINT exchange_invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_link
    ADD CONSTRAINT exchange_link_code_key UNIQUE (code);

ALTER TABLE ONLY public.exchange_link
    ADD CONSTRAINT exchange_link_key_id_key UNIQUE (key_id);

ALTER TABLE ONLY public.exchange_link
    ADD CONSTRAINT exchange_link_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_nonce
    ADD CONSTRAINT exchange_nonce_once UNIQUE (key_id, nonce);

ALTER TABLE ONLY public.exchange_nonce
    ADD CONSTRAINT exchange_nonce_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_outbox
    ADD CONSTRAINT exchange_outbox_pkey PRIMARY KEY (flow);

ALTER TABLE ONLY public.exchange_outgoing
    ADD CONSTRAINT exchange_outgoing_once UNIQUE (flow, ref);

ALTER TABLE ONLY public.exchange_outgoing
    ADD CONSTRAINT exchange_outgoing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_remoteagency
    ADD CONSTRAINT exchange_remoteagency_agency_id_key UNIQUE (agency_id);

ALTER TABLE ONLY public.exchange_remoteagency
    ADD CONSTRAINT exchange_remoteagency_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_replica
    ADD CONSTRAINT exchange_replica_application_id_key UNIQUE (application_id);

ALTER TABLE ONLY public.exchange_replica
    ADD CONSTRAINT exchange_replica_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_replicarow
    ADD CONSTRAINT exchange_replica_row_once UNIQUE (replica_id, key);

ALTER TABLE ONLY public.exchange_replicarow
    ADD CONSTRAINT exchange_replicarow_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.exchange_foreignstatement
    ADD CONSTRAINT exchange_statement_number UNIQUE (application_id, node, n);

ALTER TABLE ONLY public.files_document
    ADD CONSTRAINT files_document_current_id_key UNIQUE (current_id);

ALTER TABLE ONLY public.files_document
    ADD CONSTRAINT files_document_number_once UNIQUE (shelf_id, number);

ALTER TABLE ONLY public.files_document
    ADD CONSTRAINT files_document_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.files_documentsubject
    ADD CONSTRAINT files_documentsubject_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.files_documentversion
    ADD CONSTRAINT files_documentversion_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.files_shelf
    ADD CONSTRAINT files_shelf_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.files_shelf
    ADD CONSTRAINT files_shelf_resource_id_key UNIQUE (resource_id);

ALTER TABLE ONLY public.files_documentsubject
    ADD CONSTRAINT files_subject_once UNIQUE (version_id, hash);

ALTER TABLE ONLY public.files_documentversion
    ADD CONSTRAINT files_version_once UNIQUE (document_id, n);

ALTER TABLE ONLY public.hosting_batch
    ADD CONSTRAINT hosting_batch_once UNIQUE (holding_id, actor, idempotency_key);

ALTER TABLE ONLY public.hosting_batch
    ADD CONSTRAINT hosting_batch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.hosting_holding
    ADD CONSTRAINT hosting_holding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.hosting_holding
    ADD CONSTRAINT hosting_holding_resource_id_key UNIQUE (resource_id);

ALTER TABLE ONLY public.hosting_holding
    ADD CONSTRAINT hosting_holding_table_key UNIQUE ("table");

ALTER TABLE ONLY public.hosting_keyindex
    ADD CONSTRAINT hosting_keyindex_once UNIQUE (holding_id, "table", items);

ALTER TABLE ONLY public.hosting_keyindex
    ADD CONSTRAINT hosting_keyindex_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.hosting_mountmeasure
    ADD CONSTRAINT hosting_measure_once UNIQUE (mount_id, day, outcome, at_most_ms);

ALTER TABLE ONLY public.hosting_mount
    ADD CONSTRAINT hosting_mount_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.hosting_mountmeasure
    ADD CONSTRAINT hosting_mountmeasure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.hosting_override
    ADD CONSTRAINT hosting_override_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.hosting_quarantinedrecord
    ADD CONSTRAINT hosting_quarantined_row_once UNIQUE (batch_id, "row");

ALTER TABLE ONLY public.hosting_quarantinedrecord
    ADD CONSTRAINT hosting_quarantinedrecord_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.hosting_standing
    ADD CONSTRAINT hosting_standing_holding_id_key UNIQUE (holding_id);

ALTER TABLE ONLY public.hosting_standing
    ADD CONSTRAINT hosting_standing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.hosting_standingpart
    ADD CONSTRAINT hosting_standingpart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_authenticator
    ADD CONSTRAINT identity_authenticator_person_id_key UNIQUE (person_id);

ALTER TABLE ONLY public.identity_authenticator
    ADD CONSTRAINT identity_authenticator_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_brake
    ADD CONSTRAINT identity_brake_pkey PRIMARY KEY (place);

ALTER TABLE ONLY public.identity_handover
    ADD CONSTRAINT identity_handover_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_invitation
    ADD CONSTRAINT identity_invitation_hash_key UNIQUE (hash);

ALTER TABLE ONLY public.identity_invitation
    ADD CONSTRAINT identity_invitation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_outsideidentity
    ADD CONSTRAINT identity_outside_person_once UNIQUE (issuer, person_id);

ALTER TABLE ONLY public.identity_outsideidentity
    ADD CONSTRAINT identity_outside_subject_once UNIQUE (issuer, subject);

ALTER TABLE ONLY public.identity_outsideidentity
    ADD CONSTRAINT identity_outsideidentity_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_passkey
    ADD CONSTRAINT identity_passkey_credential_key UNIQUE (credential);

ALTER TABLE ONLY public.identity_passkey
    ADD CONSTRAINT identity_passkey_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_recoverycode
    ADD CONSTRAINT identity_recovery_code_once UNIQUE (person_id, hash);

ALTER TABLE ONLY public.identity_recoverycode
    ADD CONSTRAINT identity_recoverycode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.identity_session
    ADD CONSTRAINT identity_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.inspecting_count
    ADD CONSTRAINT inspecting_count_pkey PRIMARY KEY (kind, span, begins, agency, resource, action, outcome);

ALTER TABLE ONLY public.inspecting_counted
    ADD CONSTRAINT inspecting_counted_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.inspecting_excerpt
    ADD CONSTRAINT inspecting_excerpt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.keeping_keeprule
    ADD CONSTRAINT keeping_keeprule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.keeping_shape
    ADD CONSTRAINT keeping_shape_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.misuse_baseline
    ADD CONSTRAINT misuse_baseline_once UNIQUE (caller, duty, resource);

ALTER TABLE ONLY public.misuse_baseline
    ADD CONSTRAINT misuse_baseline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.misuse_canary
    ADD CONSTRAINT misuse_canary_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.misuse_finding
    ADD CONSTRAINT misuse_finding_number_key UNIQUE (number);

ALTER TABLE ONLY public.misuse_finding
    ADD CONSTRAINT misuse_finding_once_key UNIQUE (once);

ALTER TABLE ONLY public.misuse_finding
    ADD CONSTRAINT misuse_finding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.misuse_findingcounter
    ADD CONSTRAINT misuse_findingcounter_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.misuse_hour
    ADD CONSTRAINT misuse_hour_once UNIQUE (hour, caller, duty, resource);

ALTER TABLE ONLY public.misuse_hour
    ADD CONSTRAINT misuse_hour_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.misuse_look
    ADD CONSTRAINT misuse_look_once UNIQUE (day, caller, duty, resource, subject);

ALTER TABLE ONLY public.misuse_look
    ADD CONSTRAINT misuse_look_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.misuse_progress
    ADD CONSTRAINT misuse_progress_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.misuse_rule
    ADD CONSTRAINT misuse_rule_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.misuse_watch
    ADD CONSTRAINT misuse_watch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.node_clock
    ADD CONSTRAINT node_clock_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.node_division
    ADD CONSTRAINT node_division_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.node_localfield
    ADD CONSTRAINT node_local_field_once UNIQUE (form, label);

ALTER TABLE ONLY public.node_localfield
    ADD CONSTRAINT node_localfield_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.node_localstep
    ADD CONSTRAINT node_localstep_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.node_workday
    ADD CONSTRAINT node_workday_pkey PRIMARY KEY (date);

ALTER TABLE ONLY public.notices_delivery
    ADD CONSTRAINT notices_delivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_message
    ADD CONSTRAINT notices_message_once UNIQUE (kind, once);

ALTER TABLE ONLY public.notices_message
    ADD CONSTRAINT notices_message_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_once UNIQUE (message_id, person_id);

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_preference
    ADD CONSTRAINT notices_preference_once UNIQUE (person_id, channel);

ALTER TABLE ONLY public.notices_preference
    ADD CONSTRAINT notices_preference_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.notices_webhook
    ADD CONSTRAINT notices_webhook_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_accountability
    ADD CONSTRAINT operations_accountability_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_backup
    ADD CONSTRAINT operations_backup_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_backup
    ADD CONSTRAINT operations_backup_place_key UNIQUE (place);

ALTER TABLE ONLY public.operations_concernedagency
    ADD CONSTRAINT operations_concerned_once UNIQUE (incident_id, agency_id, part);

ALTER TABLE ONLY public.operations_concernedagency
    ADD CONSTRAINT operations_concernedagency_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_drill
    ADD CONSTRAINT operations_drill_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_evaluation
    ADD CONSTRAINT operations_evaluation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_incident
    ADD CONSTRAINT operations_incident_number_key UNIQUE (number);

ALTER TABLE ONLY public.operations_incident
    ADD CONSTRAINT operations_incident_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_incidentcounter
    ADD CONSTRAINT operations_incidentcounter_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.operations_incidentstep
    ADD CONSTRAINT operations_incidentstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_incidenttask
    ADD CONSTRAINT operations_incidenttask_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_procedure
    ADD CONSTRAINT operations_procedure_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.operations_riskassessment
    ADD CONSTRAINT operations_riskassessment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_acceptancecheck
    ADD CONSTRAINT projects_acceptancecheck_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_projectitem
    ADD CONSTRAINT projects_item_once UNIQUE (project_id, "position");

ALTER TABLE ONLY public.projects_plannedentry
    ADD CONSTRAINT projects_planned_once UNIQUE (project_id, name);

ALTER TABLE ONLY public.projects_plannedentry
    ADD CONSTRAINT projects_plannedentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_number_key UNIQUE (number);

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.projects_projectitem
    ADD CONSTRAINT projects_projectitem_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quality_comparison
    ADD CONSTRAINT quality_comparison_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quality_numbercounter
    ADD CONSTRAINT quality_counter_once UNIQUE (kind, day);

ALTER TABLE ONLY public.quality_discrepancy
    ADD CONSTRAINT quality_discrepancy_number_key UNIQUE (number);

ALTER TABLE ONLY public.quality_discrepancy
    ADD CONSTRAINT quality_discrepancy_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quality_discrepancystep
    ADD CONSTRAINT quality_discrepancystep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quality_filing
    ADD CONSTRAINT quality_filing_number_key UNIQUE (number);

ALTER TABLE ONLY public.quality_filing
    ADD CONSTRAINT quality_filing_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quality_nilreport
    ADD CONSTRAINT quality_nil_report_once UNIQUE (resource_id, first, last);

ALTER TABLE ONLY public.quality_nilreport
    ADD CONSTRAINT quality_nilreport_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.quality_numbercounter
    ADD CONSTRAINT quality_numbercounter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.restraints_restraint
    ADD CONSTRAINT restraints_restraint_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.seals_bag
    ADD CONSTRAINT seals_bag_number_key UNIQUE (number);

ALTER TABLE ONLY public.seals_bag
    ADD CONSTRAINT seals_bag_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.seals_document
    ADD CONSTRAINT seals_document_number_key UNIQUE (number);

ALTER TABLE ONLY public.seals_document
    ADD CONSTRAINT seals_document_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.seals_licencekind
    ADD CONSTRAINT seals_kind_name_once UNIQUE (agency_id, name);

ALTER TABLE ONLY public.seals_licencekind
    ADD CONSTRAINT seals_licencekind_code_key UNIQUE (code);

ALTER TABLE ONLY public.seals_licencekind
    ADD CONSTRAINT seals_licencekind_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.seals_numbercounter
    ADD CONSTRAINT seals_numbercounter_pkey PRIMARY KEY (prefix);

ALTER TABLE ONLY public.sharing_allowance
    ADD CONSTRAINT sharing_allowance_once UNIQUE (grant_id, kind);

ALTER TABLE ONLY public.sharing_allowance
    ADD CONSTRAINT sharing_allowance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_application
    ADD CONSTRAINT sharing_application_number_key UNIQUE (number);

ALTER TABLE ONLY public.sharing_application
    ADD CONSTRAINT sharing_application_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_applicationcounter
    ADD CONSTRAINT sharing_applicationcounter_pkey PRIMARY KEY (day);

ALTER TABLE ONLY public.sharing_attachments_attachment
    ADD CONSTRAINT sharing_attachment_number UNIQUE (application_id, n);

ALTER TABLE ONLY public.sharing_attachments_attachment
    ADD CONSTRAINT sharing_attachments_attachment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_basket_chosen
    ADD CONSTRAINT sharing_basket_chosen_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_basket_draft
    ADD CONSTRAINT sharing_basket_draft_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_basket_chosen
    ADD CONSTRAINT sharing_basket_once UNIQUE (person_id, resource_id);

ALTER TABLE ONLY public.sharing_changes_earlierterms
    ADD CONSTRAINT sharing_changes_earlierterms_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_checking_check
    ADD CONSTRAINT sharing_checking_check_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_checking_check
    ADD CONSTRAINT sharing_checking_number UNIQUE (application_id, n);

ALTER TABLE ONLY public.sharing_coordination
    ADD CONSTRAINT sharing_coordination_line_id_key UNIQUE (line_id);

ALTER TABLE ONLY public.sharing_coordination
    ADD CONSTRAINT sharing_coordination_number_key UNIQUE (number);

ALTER TABLE ONLY public.sharing_coordination
    ADD CONSTRAINT sharing_coordination_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_coursestep
    ADD CONSTRAINT sharing_coursestep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_demand
    ADD CONSTRAINT sharing_demand_number_key UNIQUE (number);

ALTER TABLE ONLY public.sharing_demand
    ADD CONSTRAINT sharing_demand_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_changes_earlierterms
    ADD CONSTRAINT sharing_earlier_terms_number UNIQUE (grant_id, n);

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT sharing_grant_line_id_key UNIQUE (line_id);

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT sharing_grant_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT sharing_grant_replaces_id_key UNIQUE (replaces_id);

ALTER TABLE ONLY public.sharing_line
    ADD CONSTRAINT sharing_line_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_line
    ADD CONSTRAINT sharing_line_resource_once UNIQUE (application_id, resource_id);

ALTER TABLE ONLY public.sharing_line_systems
    ADD CONSTRAINT sharing_line_systems_line_id_applicationsystem_id_621f2f53_uniq UNIQUE (line_id, applicationsystem_id);

ALTER TABLE ONLY public.sharing_line_systems
    ADD CONSTRAINT sharing_line_systems_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_line_users
    ADD CONSTRAINT sharing_line_users_line_id_person_id_6b6300f8_uniq UNIQUE (line_id, person_id);

ALTER TABLE ONLY public.sharing_line_users
    ADD CONSTRAINT sharing_line_users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_look
    ADD CONSTRAINT sharing_look_once_a_day UNIQUE (by, action, target, day);

ALTER TABLE ONLY public.sharing_look
    ADD CONSTRAINT sharing_look_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_numbercounter
    ADD CONSTRAINT sharing_number_counter_once UNIQUE (prefix, day);

ALTER TABLE ONLY public.sharing_numbercounter
    ADD CONSTRAINT sharing_numbercounter_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_onwarduse
    ADD CONSTRAINT sharing_onwarduse_number_key UNIQUE (number);

ALTER TABLE ONLY public.sharing_onwarduse
    ADD CONSTRAINT sharing_onwarduse_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_proof_statement
    ADD CONSTRAINT sharing_proof_statement_number UNIQUE (line_id, node, n);

ALTER TABLE ONLY public.sharing_proof_statement
    ADD CONSTRAINT sharing_proof_statement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_questions_question
    ADD CONSTRAINT sharing_question_number UNIQUE (line_id, n);

ALTER TABLE ONLY public.sharing_questions_question
    ADD CONSTRAINT sharing_questions_question_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_refusing_refusaltemplate
    ADD CONSTRAINT sharing_refusing_refusaltemplate_pkey PRIMARY KEY (code);

ALTER TABLE ONLY public.sharing_share
    ADD CONSTRAINT sharing_share_once UNIQUE (grant_id, holder);

ALTER TABLE ONLY public.sharing_share
    ADD CONSTRAINT sharing_share_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_signing_round
    ADD CONSTRAINT sharing_signing_round_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_signing_signature
    ADD CONSTRAINT sharing_signing_signature_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_signing_signoffstep_people
    ADD CONSTRAINT sharing_signing_signoffs_signoffstep_id_person_id_e3625ebf_uniq UNIQUE (signoffstep_id, person_id);

ALTER TABLE ONLY public.sharing_signing_signoffstep_people
    ADD CONSTRAINT sharing_signing_signoffstep_people_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_signing_signoffstep
    ADD CONSTRAINT sharing_signing_signoffstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sharing_signing_signoffstep
    ADD CONSTRAINT sharing_signing_step_once UNIQUE (agency_id, stage, n);

ALTER TABLE ONLY public.sharing_signing_signature
    ADD CONSTRAINT sharing_signing_step_signed_once UNIQUE (round_id, n);

ALTER TABLE ONLY public.spreadsheets_rememberedmapping
    ADD CONSTRAINT spreadsheets_mapping_once UNIQUE (agency_id, fingerprint);

ALTER TABLE ONLY public.spreadsheets_rememberedmapping
    ADD CONSTRAINT spreadsheets_rememberedmapping_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.spreadsheets_row
    ADD CONSTRAINT spreadsheets_row_once UNIQUE (upload_id, number);

ALTER TABLE ONLY public.spreadsheets_row
    ADD CONSTRAINT spreadsheets_row_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.spreadsheets_spelling
    ADD CONSTRAINT spreadsheets_spelling_once UNIQUE (portal, county, spelling);

ALTER TABLE ONLY public.spreadsheets_spelling
    ADD CONSTRAINT spreadsheets_spelling_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.spreadsheets_upload
    ADD CONSTRAINT spreadsheets_upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_codelistvalue
    ADD CONSTRAINT standards_code_list_position_once UNIQUE (code_list_id, "position");

ALTER TABLE ONLY public.standards_codelistvalue
    ADD CONSTRAINT standards_code_list_value_once UNIQUE (code_list_id, code);

ALTER TABLE ONLY public.standards_codelist
    ADD CONSTRAINT standards_code_list_version_once UNIQUE (identifier, version);

ALTER TABLE ONLY public.standards_codelist
    ADD CONSTRAINT standards_codelist_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_codelistvalue
    ADD CONSTRAINT standards_codelistvalue_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_dataelement
    ADD CONSTRAINT standards_dataelement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standards_dataelement
    ADD CONSTRAINT standards_element_version_once UNIQUE (identifier, version);

ALTER TABLE ONLY public.standards_identifiercounter
    ADD CONSTRAINT standards_identifiercounter_pkey PRIMARY KEY (prefix);

ALTER TABLE ONLY public.standards_standard
    ADD CONSTRAINT standards_standard_code_key UNIQUE (code);

ALTER TABLE ONLY public.standards_standard
    ADD CONSTRAINT standards_standard_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standing_sheet
    ADD CONSTRAINT standing_sheet_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standing_sheetrow
    ADD CONSTRAINT standing_sheet_row UNIQUE (sheet_id, line);

ALTER TABLE ONLY public.standing_sheetrow
    ADD CONSTRAINT standing_sheetrow_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standing_sheetrow
    ADD CONSTRAINT standing_sheetrow_standing_id_key UNIQUE (standing_id);

ALTER TABLE ONLY public.standing_standingauthorisation
    ADD CONSTRAINT standing_standingauthorisation_line_id_key UNIQUE (line_id);

ALTER TABLE ONLY public.standing_standingauthorisation
    ADD CONSTRAINT standing_standingauthorisation_number_key UNIQUE (number);

ALTER TABLE ONLY public.standing_standingauthorisation
    ADD CONSTRAINT standing_standingauthorisation_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.standing_standingstep
    ADD CONSTRAINT standing_standingstep_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.subject_uses_look
    ADD CONSTRAINT subject_uses_look_pkey PRIMARY KEY (record);

ALTER TABLE ONLY public.subject_uses_withholding
    ADD CONSTRAINT subject_uses_withholding_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.uploads_heldbatch
    ADD CONSTRAINT uploads_heldbatch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.uploads_heldbatch
    ADD CONSTRAINT uploads_heldbatch_upload_id_key UNIQUE (upload_id);

ALTER TABLE ONLY public.uploads_holdrule
    ADD CONSTRAINT uploads_holdrule_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.uploads_upload
    ADD CONSTRAINT uploads_upload_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.witnessing_watch
    ADD CONSTRAINT witnessing_watch_link_id_key UNIQUE (link_id);

ALTER TABLE ONLY public.witnessing_watch
    ADD CONSTRAINT witnessing_watch_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.workdays_changes_change
    ADD CONSTRAINT workdays_changes_change_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.workdays_changes_change
    ADD CONSTRAINT workdays_changes_change_undoes_id_key UNIQUE (undoes_id);

ALTER TABLE ONLY public.workdays_changes_moveddeadline
    ADD CONSTRAINT workdays_changes_moveddeadline_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.workdays_clockchange
    ADD CONSTRAINT workdays_clockchange_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.workdays_localday
    ADD CONSTRAINT workdays_localday_pkey PRIMARY KEY (date);

ALTER TABLE ONLY public.workdays_workyear
    ADD CONSTRAINT workdays_workyear_pkey PRIMARY KEY (year);

CREATE INDEX access_guess_day ON public.access_guess USING btree (day);

CREATE INDEX access_guess_full ON public.access_guess USING btree (full_at) WHERE (full_at IS NOT NULL);

CREATE INDEX access_result_sheet_call_c663d967 ON public.access_result_sheet USING btree (call);

CREATE INDEX access_result_sheet_call_c663d967_like ON public.access_result_sheet USING btree (call varchar_pattern_ops);

CREATE INDEX access_result_sheet_number_d823d877_like ON public.access_result_sheet USING btree (number varchar_pattern_ops);

CREATE INDEX access_result_sheet_sha256_90b7184e_like ON public.access_result_sheet USING btree (sha256 varchar_pattern_ops);

CREATE INDEX access_sandbox_use_day ON public.access_sandbox_use USING btree (day);

CREATE INDEX accountability_handedduty_agency_id_53de1bfa ON public.accountability_handedduty USING btree (agency_id);

CREATE INDEX accountability_responsibility_agency_id_060d0c91 ON public.accountability_responsibility USING btree (agency_id);

CREATE INDEX accountability_responsibility_deputy_id_7d1e9bdc ON public.accountability_responsibility USING btree (deputy_id);

CREATE INDEX accountability_responsibility_person_id_9e640b90 ON public.accountability_responsibility USING btree (person_id);

CREATE INDEX agencies_agency_catalogue_prefix_025fe73f_like ON public.agencies_agency USING btree (catalogue_prefix varchar_pattern_ops);

CREATE INDEX agencies_agency_code_6a7194fc_like ON public.agencies_agency USING btree (code varchar_pattern_ops);

CREATE INDEX agencies_agency_division_id_93795dc8 ON public.agencies_agency USING btree (division_id);

CREATE INDEX agencies_agency_division_id_93795dc8_like ON public.agencies_agency USING btree (division_id varchar_pattern_ops);

CREATE INDEX agencies_agency_parent_id_2087cd0c ON public.agencies_agency USING btree (parent_id);

CREATE INDEX agencies_applicationsystem_agency_id_6ab41a11 ON public.agencies_applicationsystem USING btree (agency_id);

CREATE INDEX agencies_appointment_person_id_3273ea89 ON public.agencies_appointment USING btree (person_id);

CREATE INDEX agencies_delegation_deputy_id_20b64065 ON public.agencies_delegation USING btree (deputy_id);

CREATE INDEX agencies_delegation_person_id_8a1f3ef4 ON public.agencies_delegation USING btree (person_id);

CREATE INDEX agencies_deputyship ON public.agencies_delegation USING btree (deputy_id, last_day);

CREATE INDEX agencies_duty_agency_id_b7f248a4 ON public.agencies_duty USING btree (agency_id);

CREATE INDEX agencies_key_in_use ON public.agencies_key USING btree (system_id) WHERE (revoked_at IS NULL);

CREATE INDEX agencies_key_system_id_feecaed7 ON public.agencies_key USING btree (system_id);

CREATE INDEX agencies_nonce_expires ON public.agencies_seennonce USING btree (expires_at);

CREATE INDEX agencies_person_agency_id_16d978df ON public.agencies_person USING btree (agency_id);

CREATE INDEX agencies_person_login_3edd5a32_like ON public.agencies_person USING btree (login varchar_pattern_ops);

CREATE INDEX agencies_seennonce_key_id_ef2fa12d ON public.agencies_seennonce USING btree (key_id);

CREATE INDEX archiving_archiverule_resource_id_f1abab95 ON public.archiving_archiverule USING btree (resource_id);

CREATE INDEX archiving_versionfile_entry_id_18000cd3 ON public.archiving_versionfile USING btree (entry_id);

CREATE INDEX archiving_versionfile_holding_id_f1197ce1 ON public.archiving_versionfile USING btree (holding_id);

CREATE INDEX archiving_versionfile_name_f8d97927_like ON public.archiving_versionfile USING btree (name varchar_pattern_ops);

CREATE INDEX assembling_assembly_resource_id_863c50a1 ON public.assembling_assembly USING btree (resource_id);

CREATE INDEX assembling_disagreements ON public.assembling_assembled USING btree (assembly_id, key) WHERE (differing IS NOT NULL);

CREATE UNIQUE INDEX assembling_one_in_force ON public.assembling_assembly USING btree (resource_id) WHERE (ended_at IS NULL);

CREATE INDEX assembling_source_assembly_id_83f8505c ON public.assembling_source USING btree (assembly_id);

CREATE INDEX assembling_source_resource_id_a52749ec ON public.assembling_source USING btree (resource_id);

CREATE INDEX assessment_assessment_period_f3f88ee7_like ON public.assessment_assessment USING btree (period varchar_pattern_ops);

CREATE INDEX assessment_assessment_scheme_id_86dc1747 ON public.assessment_assessment USING btree (scheme_id);

CREATE INDEX assessment_consequence_scheme_id_506931b0 ON public.assessment_consequence USING btree (scheme_id);

CREATE INDEX assessment_figure_indicator_id_0614be81 ON public.assessment_figure USING btree (indicator_id);

CREATE INDEX assessment_figure_score_id_8e7c4356 ON public.assessment_figure USING btree (score_id);

CREATE INDEX assessment_figurerow_figure_id_05fff84b ON public.assessment_figurerow USING btree (figure_id);

CREATE INDEX assessment_finding_agency_id_cd1938b2 ON public.assessment_finding USING btree (agency_id);

CREATE INDEX assessment_finding_inspection_id_83743e7e ON public.assessment_finding USING btree (inspection_id);

CREATE INDEX assessment_finding_responsible_id_1961de5c ON public.assessment_finding USING btree (responsible_id);

CREATE INDEX assessment_findingstep_finding_id_50954ad6 ON public.assessment_findingstep USING btree (finding_id);

CREATE INDEX assessment_indicator_scheme_id_339722e7 ON public.assessment_indicator USING btree (scheme_id);

CREATE INDEX assessment_inspection_agencies_agency_id_3a90df4d ON public.assessment_inspection_agencies USING btree (agency_id);

CREATE INDEX assessment_inspection_agencies_inspection_id_e1fd6393 ON public.assessment_inspection_agencies USING btree (inspection_id);

CREATE INDEX assessment_inspection_number_27331fa1_like ON public.assessment_inspection USING btree (number varchar_pattern_ops);

CREATE INDEX assessment_inspectionrequest_agency_id_5c87b804 ON public.assessment_inspectionrequest USING btree (agency_id);

CREATE INDEX assessment_inspectionrequest_inspection_id_5fe97946 ON public.assessment_inspectionrequest USING btree (inspection_id);

CREATE INDEX assessment_objection_figure_id_add60887 ON public.assessment_objection USING btree (figure_id);

CREATE INDEX assessment_objection_number_a2c636cd_like ON public.assessment_objection USING btree (number varchar_pattern_ops);

CREATE UNIQUE INDEX assessment_objection_one_open ON public.assessment_objection USING btree (figure_id) WHERE ((state)::text = 'open'::text);

CREATE INDEX assessment_proposal_number_d3794638_like ON public.assessment_proposal USING btree (number varchar_pattern_ops);

CREATE INDEX assessment_proposal_rule_id_b2c1b32b ON public.assessment_proposal USING btree (rule_id);

CREATE INDEX assessment_proposal_score_id_66cad979 ON public.assessment_proposal USING btree (score_id);

CREATE INDEX assessment_score_agency_id_8736cf21 ON public.assessment_score USING btree (agency_id);

CREATE INDEX assessment_score_assessment_id_a4a3bfc7 ON public.assessment_score USING btree (assessment_id);

CREATE INDEX assessment_step_assessment_id_59a0a7dd ON public.assessment_step USING btree (assessment_id);

CREATE INDEX audit_archived_month_name_6710a590_like ON public.audit_archived_month USING btree (name varchar_pattern_ops);

CREATE INDEX audit_block_highest ON public.audit_block USING btree (highest);

CREATE INDEX audit_cosignature_witness ON public.audit_cosignature USING btree (witness, size);

CREATE INDEX audit_log_key_verifier_57f0dace_like ON public.audit_log_key USING btree (verifier varchar_pattern_ops);

CREATE INDEX audit_record_agency ON ONLY public.audit_record USING btree (agency, id);

CREATE INDEX audit_record_at ON ONLY public.audit_record USING brin (at);

CREATE INDEX audit_record_moment ON ONLY public.audit_record USING btree (moment) WHERE (moment IS NOT NULL);

CREATE INDEX audit_record_other_agency_id_idx ON public.audit_record_other USING btree (agency, id);

CREATE INDEX audit_record_other_at_idx ON public.audit_record_other USING brin (at);

CREATE INDEX audit_record_other_moment_idx ON public.audit_record_other USING btree (moment) WHERE (moment IS NOT NULL);

CREATE INDEX audit_record_resource ON ONLY public.audit_record USING btree (resource, id);

CREATE INDEX audit_record_other_resource_id_idx ON public.audit_record_other USING btree (resource, id);

CREATE INDEX audit_stamp_address ON public.audit_stamp USING btree (address, size);

CREATE INDEX audit_stamp_time ON public.audit_stamp USING btree (not_later, size);

CREATE INDEX audit_subject_list_to_hash ON public.audit_subject_list USING btree (record) WHERE (hashes IS NULL);

CREATE INDEX audit_witness_name_588c1d56_like ON public.audit_witness USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX cases_case_matter_id_3c4d0297 ON public.cases_case USING btree (matter_id);

CREATE INDEX cases_case_number_980c9551_like ON public.cases_case USING btree (number varchar_pattern_ops);

CREATE INDEX cases_casestep_case_id_70bbe3b6 ON public.cases_casestep USING btree (case_id);

CREATE INDEX cases_casestep_step_id_0d9e56db ON public.cases_casestep USING btree (step_id);

CREATE INDEX cases_draw_case_step_id_56c5a67f ON public.cases_draw USING btree (case_step_id);

CREATE INDEX cases_draw_need_id_318d01f5 ON public.cases_draw USING btree (need_id);

CREATE INDEX cases_event_case_id_59b954a1 ON public.cases_event USING btree (case_id);

CREATE INDEX cases_matter_name_fe68b706_like ON public.cases_matter USING btree (name varchar_pattern_ops);

CREATE INDEX cases_need_resource_id_068b469e ON public.cases_need USING btree (resource_id);

CREATE INDEX cases_need_step_id_175abf21 ON public.cases_need USING btree (step_id);

CREATE UNIQUE INDEX cases_one_current_step ON public.cases_casestep USING btree (case_id) WHERE ((state)::text = 'current'::text);

CREATE INDEX cases_step_agency_id_32b8ab7b ON public.cases_step USING btree (agency_id);

CREATE INDEX cases_step_matter_id_e4124f51 ON public.cases_step USING btree (matter_id);

CREATE INDEX catalogue_codecounter_prefix_d0e8b272_like ON public.catalogue_codecounter USING btree (prefix varchar_pattern_ops);

CREATE INDEX catalogue_dutyholding_duty_id_ba4559aa ON public.catalogue_dutyholding USING btree (duty_id);

CREATE INDEX catalogue_dutyholding_resource_id_fb973add ON public.catalogue_dutyholding USING btree (resource_id);

CREATE INDEX catalogue_entry_folded ON public.catalogue_entry USING btree (public.yishu_folded((name)::text));

CREATE UNIQUE INDEX catalogue_entry_one_published ON public.catalogue_entry USING btree (resource_id) WHERE ((status)::text = 'published'::text);

CREATE INDEX catalogue_entry_related ON public.catalogue_entry USING gin (related);

CREATE INDEX catalogue_entry_resource_id_df8516a7 ON public.catalogue_entry USING btree (resource_id);

CREATE INDEX catalogue_item_element ON public.catalogue_item USING btree (data_element) WHERE (NOT ((data_element)::text = ''::text));

CREATE INDEX catalogue_item_entry_id_a9aafcfd ON public.catalogue_item USING btree (entry_id);

CREATE INDEX catalogue_item_folded ON public.catalogue_item USING btree (folded);

CREATE INDEX catalogue_resource_code_03579f8e_like ON public.catalogue_resource USING btree (code varchar_pattern_ops);

CREATE INDEX catalogue_resource_name ON public.catalogue_resource USING btree (folded_name text_pattern_ops) WHERE ((state)::text = ANY ((ARRAY['imported'::character varying, 'published'::character varying, 'suspended'::character varying])::text[]));

CREATE INDEX catalogue_resource_provider ON public.catalogue_resource USING btree (provider_id, code);

CREATE INDEX catalogue_resource_provider_id_1d1ed1b3 ON public.catalogue_resource USING btree (provider_id);

CREATE INDEX catalogue_resource_public ON public.catalogue_resource USING btree (standing DESC, code) WHERE ((current_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['imported'::character varying, 'published'::character varying, 'suspended'::character varying])::text[])) AND ((((state)::text = 'imported'::text) AND (NOT (facets @> '{openness=closed}'::text[]))) OR (((state)::text = 'published'::text) AND (facets @> '{openness=open}'::text[]))));

CREATE INDEX catalogue_resource_standing ON public.catalogue_resource USING btree (standing DESC, code) WHERE ((state)::text = ANY ((ARRAY['imported'::character varying, 'published'::character varying, 'suspended'::character varying])::text[]));

CREATE INDEX catalogue_resource_terms ON public.catalogue_resource USING gin (public.yishu_terms(search_text, facets, (state)::text, (provider_name)::text)) WITH (gin_pending_list_limit='512') WHERE ((current_id IS NOT NULL) AND ((state)::text = ANY ((ARRAY['imported'::character varying, 'published'::character varying, 'suspended'::character varying])::text[])));

CREATE INDEX catalogue_step_entry_id_6f411c09 ON public.catalogue_step USING btree (entry_id);

CREATE INDEX catalogue_steps_agencystep_agency_id_e0fbcce6 ON public.catalogue_steps_agencystep USING btree (agency_id);

CREATE INDEX collected_collectedform_agency_id_a7bdb9c7 ON public.collected_collectedform USING btree (agency_id);

CREATE INDEX collected_collectedform_number_8905bf1e_like ON public.collected_collectedform USING btree (number varchar_pattern_ops);

CREATE INDEX collected_form_looked_at ON public.collected_collectedform USING btree (looked_at) WHERE (ended_at IS NULL);

CREATE INDEX collected_formitem_form_id_d06b16e4 ON public.collected_formitem USING btree (form_id);

CREATE INDEX collected_formitem_resource_id_24df757e ON public.collected_formitem USING btree (resource_id);

CREATE UNIQUE INDEX collection_task_one_draft ON public.collection_tasks_task USING btree (number) WHERE ((state)::text = 'draft'::text);

CREATE UNIQUE INDEX collection_task_one_laid ON public.collection_tasks_task USING btree (number) WHERE ((state)::text = 'laid'::text);

CREATE INDEX collection_task_waiting ON public.collection_tasks_bearing USING btree (due) WHERE (NOT ((state)::text = 'settled'::text));

CREATE INDEX collection_tasks_answer_bearing_id_12ba1656 ON public.collection_tasks_answer USING btree (bearing_id);

CREATE INDEX collection_tasks_answer_item_id_3ca8cb5b ON public.collection_tasks_answer USING btree (item_id);

CREATE INDEX collection_tasks_bearing_agency_id_1ae1678f ON public.collection_tasks_bearing USING btree (agency_id);

CREATE INDEX collection_tasks_bearing_task_id_24842541 ON public.collection_tasks_bearing USING btree (task_id);

CREATE INDEX collection_tasks_task_imposer_id_3c70c020 ON public.collection_tasks_task USING btree (imposer_id);

CREATE INDEX collection_tasks_taskitem_resource_id_052095ef ON public.collection_tasks_taskitem USING btree (resource_id);

CREATE INDEX collection_tasks_taskitem_task_id_f08f5b49 ON public.collection_tasks_taskitem USING btree (task_id);

CREATE INDEX collection_tasks_taskstep_task_id_feb17997 ON public.collection_tasks_taskstep USING btree (task_id);

CREATE INDEX confirming_confirmation_resource_id_6bb028b5 ON public.confirming_confirmation USING btree (resource_id);

CREATE INDEX confirming_latest ON public.confirming_confirmation USING btree (resource_id, confirmed_at DESC);

CREATE INDEX confirming_merger_into_id_c8837548 ON public.confirming_merger USING btree (into_id);

CREATE INDEX controls_declaration_resource_id_86dabdc4 ON public.controls_declaration USING btree (resource_id);

CREATE UNIQUE INDEX controls_declared_once_in_force ON public.controls_declaration USING btree (resource_id) WHERE (ended_at IS NULL);

CREATE INDEX declared_checkrule_resource_id_c01c17a0 ON public.declared_checkrule USING btree (resource_id);

CREATE UNIQUE INDEX declared_rule_once_in_force ON public.declared_checkrule USING btree (resource_id, kind, items, parameters) WHERE (ended_at IS NULL);

CREATE INDEX delta_file_used ON public.delta_sharedfile USING btree (used_at);

CREATE INDEX delta_profile_grant_id_a52aa588 ON public.delta_profile USING btree (grant_id);

CREATE INDEX delta_profile_system_id_09b42eea ON public.delta_profile USING btree (system_id);

CREATE INDEX delta_sharedfile_profile_id_bec47293 ON public.delta_sharedfile USING btree (profile_id);

CREATE INDEX directories_change_resource ON public.directories_change USING btree (resource_id, id);

CREATE INDEX directories_edition_version_id_062970bc ON public.directories_edition USING btree (version_id);

CREATE INDEX directories_harvested_source_id_ffeea658 ON public.directories_harvested USING btree (source_id);

CREATE INDEX directories_source_name_fd8eecdf_like ON public.directories_source USING btree (name varchar_pattern_ops);

CREATE INDEX downloads_asked_by ON public.downloads_download USING btree (asked_by, asked_at DESC);

CREATE INDEX downloads_download_grant_id_3fa406c9 ON public.downloads_download USING btree (grant_id);

CREATE INDEX downloads_to_do ON public.downloads_download USING btree (state, asked_at) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'preparing'::character varying, 'ready'::character varying])::text[]));

CREATE UNIQUE INDEX erasing_waiting_once ON public.erasing_erasure USING btree (record) WHERE ((state)::text = 'asked'::text);

CREATE INDEX exchange_cursor_link_id_f02b3ff3 ON public.exchange_cursor USING btree (link_id);

CREATE INDEX exchange_foreignapplication_consumer_id_ee7b4926 ON public.exchange_foreignapplication USING btree (consumer_id);

CREATE INDEX exchange_foreignapplication_entry_id_db2b02ef ON public.exchange_foreignapplication USING btree (entry_id);

CREATE INDEX exchange_foreignapplication_system_id_08c5f6b6 ON public.exchange_foreignapplication USING btree (system_id);

CREATE INDEX exchange_foreignentry_link_id_77cd0867 ON public.exchange_foreignentry USING btree (link_id);

CREATE INDEX exchange_foreignstatement_application_id_4dd9e9be ON public.exchange_foreignstatement USING btree (application_id);

CREATE INDEX exchange_granted ON public.exchange_foreignapplication USING btree (system_id, entry_id) WHERE ((state)::text = 'granted'::text);

CREATE INDEX exchange_incomingapplication_link_id_fa16409b ON public.exchange_incomingapplication USING btree (link_id);

CREATE INDEX exchange_invitation_link_id_03d9c1a9 ON public.exchange_invitation USING btree (link_id);

CREATE INDEX exchange_link_code_c7dadea0_like ON public.exchange_link USING btree (code varchar_pattern_ops);

CREATE INDEX exchange_link_key_id_92323dbe_like ON public.exchange_link USING btree (key_id varchar_pattern_ops);

CREATE INDEX exchange_nonce_expires ON public.exchange_nonce USING btree (expires_at);

CREATE INDEX exchange_outbox_flow_29298a7a_like ON public.exchange_outbox USING btree (flow varchar_pattern_ops);

CREATE INDEX exchange_outgoing_link_id_63601acc ON public.exchange_outgoing USING btree (link_id);

CREATE INDEX exchange_outgoing_position ON public.exchange_outgoing USING btree (flow, "position");

CREATE INDEX exchange_remoteagency_link_id_a5448e04 ON public.exchange_remoteagency USING btree (link_id);

CREATE INDEX exchange_replicarow_replica_id_34f949ff ON public.exchange_replicarow USING btree (replica_id);

CREATE INDEX exchange_waiting ON public.exchange_foreignapplication USING btree (entry_id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX files_document_changed ON public.files_document USING btree (shelf_id, changed_in);

CREATE INDEX files_document_shelf_id_96082af5 ON public.files_document USING btree (shelf_id);

CREATE INDEX files_documentsubject_version_id_876fa810 ON public.files_documentsubject USING btree (version_id);

CREATE INDEX files_documentversion_document_id_17c15987 ON public.files_documentversion USING btree (document_id);

CREATE INDEX files_subject_hash ON public.files_documentsubject USING btree (hash);

CREATE INDEX files_version_digest ON public.files_documentversion USING btree (digest);

CREATE INDEX files_version_waiting ON public.files_documentversion USING btree (document_id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX hosting_batch_holding_id_1ae27226 ON public.hosting_batch USING btree (holding_id);

CREATE INDEX hosting_holding_entry_id_a5a7a95a ON public.hosting_holding USING btree (entry_id);

CREATE INDEX hosting_holding_table_2e450733_like ON public.hosting_holding USING btree ("table" varchar_pattern_ops);

CREATE INDEX hosting_keyindex_holding_id_f7efcfdc ON public.hosting_keyindex USING btree (holding_id);

CREATE INDEX hosting_mount_entry_id_ea3bd157 ON public.hosting_mount USING btree (entry_id);

CREATE UNIQUE INDEX hosting_mount_one_in_force ON public.hosting_mount USING btree (resource_id) WHERE (ended_at IS NULL);

CREATE INDEX hosting_mount_resource_id_5aacab48 ON public.hosting_mount USING btree (resource_id);

CREATE INDEX hosting_mountmeasure_mount_id_96bec7fb ON public.hosting_mountmeasure USING btree (mount_id);

CREATE UNIQUE INDEX hosting_override_once ON public.hosting_override USING btree (resource_id, rule, value_hash) WHERE (ended_at IS NULL);

CREATE INDEX hosting_override_resource_id_5d317ea1 ON public.hosting_override USING btree (resource_id);

CREATE INDEX hosting_quarantine_open ON public.hosting_quarantinedrecord USING btree (batch_id, state, "row");

CREATE INDEX hosting_quarantinedrecord_batch_id_d5500de7 ON public.hosting_quarantinedrecord USING btree (batch_id);

CREATE INDEX hosting_quarantinedrecord_batch_mended_id_3533cb82 ON public.hosting_quarantinedrecord USING btree (batch_mended_id);

CREATE INDEX hosting_standingpart_series_7e9273fa ON public.hosting_standingpart USING btree (series);

CREATE INDEX identity_brake_last ON public.identity_brake USING btree (last_at);

CREATE INDEX identity_brake_place_31c38640_like ON public.identity_brake USING btree (place varchar_pattern_ops);

CREATE INDEX identity_handover_leaver_id_b22f6358 ON public.identity_handover USING btree (leaver_id);

CREATE INDEX identity_handover_successor_id_45fae5ab ON public.identity_handover USING btree (successor_id);

CREATE INDEX identity_invitation_person_id_3f23f10f ON public.identity_invitation USING btree (person_id);

CREATE INDEX identity_outsideidentity_person_id_94908cf7 ON public.identity_outsideidentity USING btree (person_id);

CREATE INDEX identity_passkey_person_id_2794598a ON public.identity_passkey USING btree (person_id);

CREATE INDEX identity_recoverycode_person_id_f37392bb ON public.identity_recoverycode USING btree (person_id);

CREATE INDEX identity_session_expire_date_b5996a10 ON public.identity_session USING btree (expire_date);

CREATE INDEX identity_session_person_id_38efe429 ON public.identity_session USING btree (person_id);

CREATE INDEX identity_session_session_key_767bc70f_like ON public.identity_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX inspecting_count_agency ON public.inspecting_count USING btree (agency, span, begins) WHERE ((kind)::text = 'all'::text);

CREATE INDEX inspecting_count_resource ON public.inspecting_count USING btree (resource, span, begins) WHERE ((kind)::text = 'all'::text);

CREATE INDEX inspecting_excerpt_to_do ON public.inspecting_excerpt USING btree (state, asked_at) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'making'::character varying, 'ready'::character varying])::text[]));

CREATE INDEX keeping_keeprule_resource_id_591a6fe0 ON public.keeping_keeprule USING btree (resource_id);

CREATE INDEX keeping_shape_entry_id_cf932d30 ON public.keeping_shape USING btree (entry_id);

CREATE INDEX keeping_shape_holding_id_fdeb71d7 ON public.keeping_shape USING btree (holding_id);

CREATE UNIQUE INDEX misuse_canary_once ON public.misuse_canary USING btree (resource_id, hash) WHERE (ended_at IS NULL);

CREATE INDEX misuse_canary_resource_id_a44e002f ON public.misuse_canary USING btree (resource_id);

CREATE INDEX misuse_finding_agency ON public.misuse_finding USING btree (agency_id, found_at);

CREATE INDEX misuse_finding_agency_id_3a0e049c ON public.misuse_finding USING btree (agency_id);

CREATE INDEX misuse_finding_incident_id_d0c5ee35 ON public.misuse_finding USING btree (incident_id);

CREATE INDEX misuse_finding_number_007c7dba_like ON public.misuse_finding USING btree (number varchar_pattern_ops);

CREATE INDEX misuse_finding_once_586cda2b_like ON public.misuse_finding USING btree (once varchar_pattern_ops);

CREATE INDEX misuse_finding_resource_id_262a0953 ON public.misuse_finding USING btree (resource_id);

CREATE INDEX misuse_finding_state ON public.misuse_finding USING btree (state, found_at);

CREATE INDEX misuse_hour_of_caller ON public.misuse_hour USING btree (caller, duty, resource, hour);

CREATE INDEX misuse_rule_code_2be82f9a_like ON public.misuse_rule USING btree (code varchar_pattern_ops);

CREATE INDEX node_clock_code_640542a5_like ON public.node_clock USING btree (code varchar_pattern_ops);

CREATE INDEX node_division_code_c7007777_like ON public.node_division USING btree (code varchar_pattern_ops);

CREATE INDEX node_division_parent_id_1f26041d ON public.node_division USING btree (parent_id);

CREATE INDEX node_division_parent_id_1f26041d_like ON public.node_division USING btree (parent_id varchar_pattern_ops);

CREATE INDEX node_localstep_code_dde42c5d_like ON public.node_localstep USING btree (code varchar_pattern_ops);

CREATE INDEX notices_delivery_batch ON public.notices_delivery USING btree (batch) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX notices_delivery_dead ON public.notices_delivery USING btree (id DESC) WHERE ((state)::text = 'dead'::text);

CREATE INDEX notices_delivery_due ON public.notices_delivery USING btree (due_at) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX notices_delivery_message_id_c39f4724 ON public.notices_delivery USING btree (message_id);

CREATE INDEX notices_delivery_webhook ON public.notices_delivery USING btree (webhook_id, id DESC);

CREATE INDEX notices_message_agency_id_164b57e7 ON public.notices_message USING btree (agency_id);

CREATE INDEX notices_message_at ON public.notices_message USING btree (at);

CREATE INDEX notices_notice_message_id_5d133311 ON public.notices_notice USING btree (message_id);

CREATE INDEX notices_notice_of_person ON public.notices_notice USING btree (person_id, id DESC);

CREATE INDEX notices_notice_unread ON public.notices_notice USING btree (person_id, id DESC) WHERE (read_at IS NULL);

CREATE INDEX notices_preference_person_id_199e9b5a ON public.notices_preference USING btree (person_id);

CREATE INDEX notices_webhook_system_id_f1448200 ON public.notices_webhook USING btree (system_id);

CREATE INDEX operations_accountability_agency_id_0739f327 ON public.operations_accountability USING btree (agency_id);

CREATE INDEX operations_accountability_incident_id_04a6e5b0 ON public.operations_accountability USING btree (incident_id);

CREATE INDEX operations_backup_place_362dc587_like ON public.operations_backup USING btree (place varchar_pattern_ops);

CREATE INDEX operations_concernedagency_agency_id_fad4cda8 ON public.operations_concernedagency USING btree (agency_id);

CREATE INDEX operations_concernedagency_incident_id_63bf952a ON public.operations_concernedagency USING btree (incident_id);

CREATE INDEX operations_incident_agency_id_36fa0093 ON public.operations_incident USING btree (agency_id);

CREATE INDEX operations_incident_number_9bfa861f_like ON public.operations_incident USING btree (number varchar_pattern_ops);

CREATE INDEX operations_incident_responsible_id_d8a49797 ON public.operations_incident USING btree (responsible_id);

CREATE INDEX operations_incidentstep_incident_id_820eebce ON public.operations_incidentstep USING btree (incident_id);

CREATE INDEX operations_incidenttask_assignee_id_8917a552 ON public.operations_incidenttask USING btree (assignee_id);

CREATE INDEX operations_incidenttask_incident_id_6e7411b4 ON public.operations_incidenttask USING btree (incident_id);

CREATE INDEX operations_procedure_agency_id_c0fb7365 ON public.operations_procedure USING btree (agency_id);

CREATE INDEX projects_acceptancecheck_project_id_9e3c4171 ON public.projects_acceptancecheck USING btree (project_id);

CREATE INDEX projects_plannedentry_project_id_d12e8a7d ON public.projects_plannedentry USING btree (project_id);

CREATE INDEX projects_project_agency_id_ee44dd3d ON public.projects_project USING btree (agency_id);

CREATE INDEX projects_project_number_578befa6_like ON public.projects_project USING btree (number varchar_pattern_ops);

CREATE INDEX projects_projectitem_planned_id_0fb0c790 ON public.projects_projectitem USING btree (planned_id);

CREATE INDEX projects_projectitem_project_id_ce185d00 ON public.projects_projectitem USING btree (project_id);

CREATE INDEX projects_projectitem_resource_id_9356337b ON public.projects_projectitem USING btree (resource_id);

CREATE INDEX quality_comparison_agency ON public.quality_comparison USING btree (agency_id, made_at DESC);

CREATE INDEX quality_comparison_agency_id_b0646a06 ON public.quality_comparison USING btree (agency_id);

CREATE INDEX quality_comparison_resource_id_61954afb ON public.quality_comparison USING btree (resource_id);

CREATE INDEX quality_discrepancy_comparison_id_87ea4a6c ON public.quality_discrepancy USING btree (comparison_id);

CREATE INDEX quality_discrepancy_corrected_in_id_65023c67 ON public.quality_discrepancy USING btree (corrected_in_id);

CREATE INDEX quality_discrepancy_finder ON public.quality_discrepancy USING btree (finder_id, state);

CREATE INDEX quality_discrepancy_finder_id_ce6857d2 ON public.quality_discrepancy USING btree (finder_id);

CREATE INDEX quality_discrepancy_number_c4bbd95b_like ON public.quality_discrepancy USING btree (number varchar_pattern_ops);

CREATE INDEX quality_discrepancy_provider ON public.quality_discrepancy USING btree (provider_id, answer_due);

CREATE INDEX quality_discrepancy_provider_id_06a6dc7c ON public.quality_discrepancy USING btree (provider_id);

CREATE INDEX quality_discrepancy_resource_id_1519b546 ON public.quality_discrepancy USING btree (resource_id);

CREATE INDEX quality_discrepancystep_discrepancy_id_ee5bba5b ON public.quality_discrepancystep USING btree (discrepancy_id);

CREATE INDEX quality_filing_number_a7bb22cb_like ON public.quality_filing USING btree (number varchar_pattern_ops);

CREATE UNIQUE INDEX quality_filing_one_in_force ON public.quality_filing USING btree (resource_id) WHERE (ended_at IS NULL);

CREATE INDEX quality_filing_resource_id_95d130de ON public.quality_filing USING btree (resource_id);

CREATE INDEX quality_nilreport_resource_id_924f6e69 ON public.quality_nilreport USING btree (resource_id);

CREATE INDEX restraints_restraint_agency_id_93cf282e ON public.restraints_restraint USING btree (agency_id);

CREATE INDEX restraints_restraint_grant_id_da738f39 ON public.restraints_restraint USING btree (grant_id);

CREATE INDEX restraints_standing ON public.restraints_restraint USING btree (laid_at) WHERE (lifted_at IS NULL);

CREATE INDEX seals_bag_agency_id_1e3d8270 ON public.seals_bag USING btree (agency_id);

CREATE INDEX seals_bag_number_34da9355_like ON public.seals_bag USING btree (number varchar_pattern_ops);

CREATE INDEX seals_document_agency_id_1521c1fe ON public.seals_document USING btree (agency_id);

CREATE INDEX seals_document_bag_id_3c91f7cc ON public.seals_document USING btree (bag_id);

CREATE INDEX seals_document_kind_id_403ddb80 ON public.seals_document USING btree (kind_id);

CREATE INDEX seals_document_number_6a5429d6_like ON public.seals_document USING btree (number varchar_pattern_ops);

CREATE INDEX seals_document_of_agency ON public.seals_document USING btree (agency_id, state);

CREATE INDEX seals_document_record ON public.seals_document USING gin (record jsonb_path_ops);

CREATE INDEX seals_document_sha256_c5946e96 ON public.seals_document USING btree (sha256);

CREATE INDEX seals_document_sha256_c5946e96_like ON public.seals_document USING btree (sha256 varchar_pattern_ops);

CREATE INDEX seals_document_supersedes_id_2937a3b2 ON public.seals_document USING btree (supersedes_id);

CREATE INDEX seals_document_unarchived ON public.seals_document USING btree (archive_due) WHERE ((archive_due IS NOT NULL) AND (bag_id IS NULL));

CREATE INDEX seals_licencekind_agency_id_a808da51 ON public.seals_licencekind USING btree (agency_id);

CREATE INDEX seals_licencekind_code_94ca710d_like ON public.seals_licencekind USING btree (code varchar_pattern_ops);

CREATE INDEX seals_licencekind_resource_id_6bcc2ed0 ON public.seals_licencekind USING btree (resource_id);

CREATE INDEX seals_numbercounter_prefix_ef792193_like ON public.seals_numbercounter USING btree (prefix varchar_pattern_ops);

CREATE UNIQUE INDEX seals_one_successor ON public.seals_document USING btree (supersedes_id) WHERE (NOT ((state)::text = ANY ((ARRAY['draft'::character varying, 'discarded'::character varying])::text[])));

CREATE INDEX sharing_application_consumer_id_c32b0e03 ON public.sharing_application USING btree (consumer_id);

CREATE INDEX sharing_application_number_015d354a_like ON public.sharing_application USING btree (number varchar_pattern_ops);

CREATE INDEX sharing_attachments_attachment_agency_id_208a8adf ON public.sharing_attachments_attachment USING btree (agency_id);

CREATE INDEX sharing_attachments_attachment_application_id_f96a9097 ON public.sharing_attachments_attachment USING btree (application_id);

CREATE INDEX sharing_basket_chosen_person_id_d5c96d46 ON public.sharing_basket_chosen USING btree (person_id);

CREATE INDEX sharing_basket_chosen_resource_id_f0cc65fa ON public.sharing_basket_chosen USING btree (resource_id);

CREATE INDEX sharing_basket_draft_person_id_fea346f4 ON public.sharing_basket_draft USING btree (person_id);

CREATE INDEX sharing_changes_earlierterms_grant_id_a06a6494 ON public.sharing_changes_earlierterms USING btree (grant_id);

CREATE INDEX sharing_checking_check_application_id_0dfff6a8 ON public.sharing_checking_check USING btree (application_id);

CREATE UNIQUE INDEX sharing_checking_one_at_a_time ON public.sharing_checking_check USING btree (application_id) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX sharing_checking_waiting ON public.sharing_checking_check USING btree (due) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX sharing_coordination_due ON public.sharing_coordination USING btree (due) WHERE ((state)::text = 'to_execute'::text);

CREATE INDEX sharing_coordination_number_8b7b307e_like ON public.sharing_coordination USING btree (number varchar_pattern_ops);

CREATE INDEX sharing_coordination_raised_by_agency_id_5add713e ON public.sharing_coordination USING btree (raised_by_agency_id);

CREATE INDEX sharing_coursestep_agency_id_d330d0f8 ON public.sharing_coursestep USING btree (agency_id);

CREATE INDEX sharing_coursestep_coordination_id_b25a37f5 ON public.sharing_coursestep USING btree (coordination_id);

CREATE INDEX sharing_coursestep_demand_id_8f3cfdff ON public.sharing_coursestep USING btree (demand_id);

CREATE INDEX sharing_demand_consumer_id_a8a47bc1 ON public.sharing_demand USING btree (consumer_id);

CREATE INDEX sharing_demand_holder_id_fc5035a1 ON public.sharing_demand USING btree (holder_id);

CREATE INDEX sharing_demand_number_823779fd_like ON public.sharing_demand USING btree (number varchar_pattern_ops);

CREATE INDEX sharing_demand_resource_id_0a9439cf ON public.sharing_demand USING btree (resource_id);

CREATE INDEX sharing_demand_waiting ON public.sharing_demand USING btree (due) WHERE ((state)::text = 'waiting'::text);

CREATE INDEX sharing_grant_active ON public.sharing_grant USING btree (resource_id, consumer_id) WHERE ((state)::text = 'active'::text);

CREATE INDEX sharing_grant_consumer_id_26fec5bc ON public.sharing_grant USING btree (consumer_id);

CREATE INDEX sharing_grant_provider_id_85ab6afd ON public.sharing_grant USING btree (provider_id);

CREATE INDEX sharing_grant_resource_id_071a0b70 ON public.sharing_grant USING btree (resource_id);

CREATE INDEX sharing_line_application_id_6104db52 ON public.sharing_line USING btree (application_id);

CREATE INDEX sharing_line_decided ON public.sharing_line USING btree (provider_id, decided_at DESC) WHERE (decided_at IS NOT NULL);

CREATE INDEX sharing_line_entry_id_dbc2fcaf ON public.sharing_line USING btree (entry_id);

CREATE INDEX sharing_line_inbox ON public.sharing_line USING btree (provider_id, due, id) WHERE ((state)::text = 'in_review'::text);

CREATE INDEX sharing_line_provider_id_edb7d2ee ON public.sharing_line USING btree (provider_id);

CREATE INDEX sharing_line_replaces_id_d94963b5 ON public.sharing_line USING btree (replaces_id);

CREATE INDEX sharing_line_resource_id_7dbc325e ON public.sharing_line USING btree (resource_id);

CREATE INDEX sharing_line_systems_applicationsystem_id_ceebba54 ON public.sharing_line_systems USING btree (applicationsystem_id);

CREATE INDEX sharing_line_systems_line_id_ed7a090b ON public.sharing_line_systems USING btree (line_id);

CREATE INDEX sharing_line_users_line_id_4a0e4422 ON public.sharing_line_users USING btree (line_id);

CREATE INDEX sharing_line_users_person_id_55641518 ON public.sharing_line_users USING btree (person_id);

CREATE INDEX sharing_line_waiting ON public.sharing_line USING btree (due) WHERE ((state)::text = 'in_review'::text);

CREATE INDEX sharing_onward_waiting ON public.sharing_onwarduse USING btree (due) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'told'::character varying])::text[]));

CREATE INDEX sharing_onwarduse_grant_id_8ccb5cfc ON public.sharing_onwarduse USING btree (grant_id);

CREATE INDEX sharing_onwarduse_number_5ac0d9f0_like ON public.sharing_onwarduse USING btree (number varchar_pattern_ops);

CREATE INDEX sharing_proof_statement_line_id_140bb541 ON public.sharing_proof_statement USING btree (line_id);

CREATE UNIQUE INDEX sharing_question_one_stop ON public.sharing_questions_question USING btree (line_id) WHERE stops_clock;

CREATE INDEX sharing_questions_question_line_id_301acd4a ON public.sharing_questions_question USING btree (line_id);

CREATE INDEX sharing_refusing_refusaltemplate_code_fbdd24c7_like ON public.sharing_refusing_refusaltemplate USING btree (code varchar_pattern_ops);

CREATE INDEX sharing_signing_elsewhere ON public.sharing_signing_round USING btree (ref) WHERE (NOT ((ref)::text = ''::text));

CREATE UNIQUE INDEX sharing_signing_one_application_round ON public.sharing_signing_round USING btree (application_id) WHERE (((stage)::text = 'application'::text) AND ((state)::text = 'open'::text));

CREATE UNIQUE INDEX sharing_signing_one_decision_round ON public.sharing_signing_round USING btree (line_id) WHERE (((stage)::text = 'decision'::text) AND ((state)::text = 'open'::text));

CREATE UNIQUE INDEX sharing_signing_one_round_elsewhere ON public.sharing_signing_round USING btree (subject, ref) WHERE (((state)::text = 'open'::text) AND (NOT ((ref)::text = ''::text)));

CREATE INDEX sharing_signing_round_agency_id_89e01796 ON public.sharing_signing_round USING btree (agency_id);

CREATE INDEX sharing_signing_round_application_id_02bf7d2c ON public.sharing_signing_round USING btree (application_id);

CREATE INDEX sharing_signing_round_line_id_2395da16 ON public.sharing_signing_round USING btree (line_id);

CREATE INDEX sharing_signing_signature_round_id_62df4802 ON public.sharing_signing_signature USING btree (round_id);

CREATE INDEX sharing_signing_signoffstep_agency_id_6c96ddff ON public.sharing_signing_signoffstep USING btree (agency_id);

CREATE INDEX sharing_signing_signoffstep_people_person_id_39490b3d ON public.sharing_signing_signoffstep_people USING btree (person_id);

CREATE INDEX sharing_signing_signoffstep_people_signoffstep_id_9fc7de66 ON public.sharing_signing_signoffstep_people USING btree (signoffstep_id);

CREATE INDEX sharing_signing_waiting ON public.sharing_signing_round USING btree (agency_id) WHERE ((state)::text = 'open'::text);

CREATE INDEX spreadsheets_rememberedmapping_agency_id_0d974ec3 ON public.spreadsheets_rememberedmapping USING btree (agency_id);

CREATE INDEX spreadsheets_row_resource_id_83bcc383 ON public.spreadsheets_row USING btree (resource_id);

CREATE INDEX spreadsheets_row_state ON public.spreadsheets_row USING btree (upload_id, state, number);

CREATE INDEX spreadsheets_row_upload_id_bc090b59 ON public.spreadsheets_row USING btree (upload_id);

CREATE INDEX spreadsheets_spelling_agency_id_a63df39f ON public.spreadsheets_spelling USING btree (agency_id);

CREATE INDEX spreadsheets_upload_agency_id_1aff1e5d ON public.spreadsheets_upload USING btree (agency_id);

CREATE INDEX spreadsheets_upload_open ON public.spreadsheets_upload USING btree (id) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'reading'::character varying])::text[]));

CREATE UNIQUE INDEX standards_code_list_one_in_force ON public.standards_codelist USING btree (identifier) WHERE ((state)::text = 'in_force'::text);

CREATE UNIQUE INDEX standards_code_list_one_proposed ON public.standards_codelist USING btree (identifier) WHERE ((state)::text = 'proposed'::text);

CREATE INDEX standards_codelist_proposer_id_70664879 ON public.standards_codelist USING btree (proposer_id);

CREATE INDEX standards_codelist_replaced_by_id_c3f37d64 ON public.standards_codelist USING btree (replaced_by_id);

CREATE INDEX standards_codelist_standard_id_51ca474e ON public.standards_codelist USING btree (standard_id);

CREATE INDEX standards_codelistvalue_code_list_id_7e0c11db ON public.standards_codelistvalue USING btree (code_list_id);

CREATE INDEX standards_dataelement_code_list_id_d3085bbb ON public.standards_dataelement USING btree (code_list_id);

CREATE INDEX standards_dataelement_proposer_id_7297cd5f ON public.standards_dataelement USING btree (proposer_id);

CREATE INDEX standards_dataelement_replaced_by_id_21791429 ON public.standards_dataelement USING btree (replaced_by_id);

CREATE INDEX standards_dataelement_standard_id_78864378 ON public.standards_dataelement USING btree (standard_id);

CREATE INDEX standards_element_names ON public.standards_dataelement USING gin (folded_names);

CREATE UNIQUE INDEX standards_element_one_in_force ON public.standards_dataelement USING btree (identifier) WHERE ((state)::text = 'in_force'::text);

CREATE UNIQUE INDEX standards_element_one_proposed ON public.standards_dataelement USING btree (identifier) WHERE ((state)::text = 'proposed'::text);

CREATE INDEX standards_element_pairs ON public.standards_dataelement USING gin (pairs);

CREATE INDEX standards_identifiercounter_prefix_690d8f77_like ON public.standards_identifiercounter USING btree (prefix varchar_pattern_ops);

CREATE INDEX standards_standard_code_068145a0_like ON public.standards_standard USING btree (code varchar_pattern_ops);

CREATE INDEX standards_standard_proposer_id_2041c4d2 ON public.standards_standard USING btree (proposer_id);

CREATE INDEX standards_standard_replaced_by_id_d0503ee4 ON public.standards_standard USING btree (replaced_by_id);

CREATE INDEX standards_standard_state ON public.standards_standard USING btree (state, kind, code);

CREATE INDEX standing_given ON public.standing_standingauthorisation USING btree (provider_id, state);

CREATE INDEX standing_held ON public.standing_standingauthorisation USING btree (consumer_id, state);

CREATE UNIQUE INDEX standing_once ON public.standing_standingauthorisation USING btree (resource_id, consumer_id, basis_number) WHERE ((state)::text = ANY ((ARRAY['to_confirm'::character varying, 'returned'::character varying, 'to_acknowledge'::character varying, 'objected'::character varying, 'active'::character varying])::text[]));

CREATE INDEX standing_sheet_provider_id_bf59d6db ON public.standing_sheet USING btree (provider_id);

CREATE INDEX standing_sheetrow_sheet_id_8093ba50 ON public.standing_sheetrow USING btree (sheet_id);

CREATE INDEX standing_standingauthorisation_consumer_id_ccf9a750 ON public.standing_standingauthorisation USING btree (consumer_id);

CREATE INDEX standing_standingauthorisation_entry_id_8f0e2404 ON public.standing_standingauthorisation USING btree (entry_id);

CREATE INDEX standing_standingauthorisation_number_0e37db17_like ON public.standing_standingauthorisation USING btree (number varchar_pattern_ops);

CREATE INDEX standing_standingauthorisation_provider_id_de18c6e7 ON public.standing_standingauthorisation USING btree (provider_id);

CREATE INDEX standing_standingauthorisation_resource_id_d7c44733 ON public.standing_standingauthorisation USING btree (resource_id);

CREATE INDEX standing_standingstep_standing_id_646184bf ON public.standing_standingstep USING btree (standing_id);

CREATE INDEX subject_uses_look_by ON public.subject_uses_look USING btree (by, at);

CREATE INDEX subject_uses_withholding_agency_id_1e982d4e ON public.subject_uses_withholding USING btree (agency_id);

CREATE UNIQUE INDEX uploads_hold_rule_once ON public.uploads_holdrule USING btree (resource_id) WHERE (ended_at IS NULL);

CREATE INDEX uploads_holdrule_resource_id_1799a3e9 ON public.uploads_holdrule USING btree (resource_id);

CREATE UNIQUE INDEX uploads_idempotency_once ON public.uploads_upload USING btree (resource_id, actor, idempotency_key) WHERE ((state)::text = ANY ((ARRAY['receiving'::character varying, 'received'::character varying, 'held'::character varying])::text[]));

CREATE INDEX uploads_under_way ON public.uploads_upload USING btree (state, written_at) WHERE ((state)::text = ANY ((ARRAY['receiving'::character varying, 'received'::character varying, 'held'::character varying])::text[]));

CREATE INDEX uploads_upload_batch_id_0aa9a6aa ON public.uploads_upload USING btree (batch_id);

CREATE INDEX uploads_upload_resource_id_425f13b2 ON public.uploads_upload USING btree (resource_id);

CREATE INDEX workdays_changes_moveddeadline_agency_id_717e33e9 ON public.workdays_changes_moveddeadline USING btree (agency_id);

CREATE INDEX workdays_changes_moveddeadline_change_id_dbb92a27 ON public.workdays_changes_moveddeadline USING btree (change_id);

CREATE INDEX workdays_clock_change ON public.workdays_clockchange USING btree (clock, since);

CREATE INDEX workdays_moved_of_agency ON public.workdays_changes_moveddeadline USING btree (change_id, agency_id);

ALTER INDEX public.audit_record_agency ATTACH PARTITION public.audit_record_other_agency_id_idx;

ALTER INDEX public.audit_record_at ATTACH PARTITION public.audit_record_other_at_idx;

ALTER INDEX public.audit_record_moment ATTACH PARTITION public.audit_record_other_moment_idx;

ALTER INDEX public.audit_record_pkey ATTACH PARTITION public.audit_record_other_pkey;

ALTER INDEX public.audit_record_resource ATTACH PARTITION public.audit_record_other_resource_id_idx;

CREATE TRIGGER audit_require_epoch AFTER INSERT ON public.audit_record FOR EACH STATEMENT EXECUTE FUNCTION public.audit_require_epoch();

CREATE CONSTRAINT TRIGGER directories_note_insert AFTER INSERT ON public.catalogue_resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.current_id IS NOT NULL)) EXECUTE FUNCTION public.directories_note_change();

CREATE CONSTRAINT TRIGGER directories_note_update AFTER UPDATE OF state, current_id ON public.catalogue_resource DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.current_id IS DISTINCT FROM new.current_id))) EXECUTE FUNCTION public.directories_note_change();

ALTER TABLE ONLY public.accountability_handedduty
    ADD CONSTRAINT accountability_hande_agency_id_53de1bfa_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accountability_handedduty
    ADD CONSTRAINT accountability_hande_handover_id_a17a98a8_fk_identity_ FOREIGN KEY (handover_id) REFERENCES public.identity_handover(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accountability_responsibility
    ADD CONSTRAINT accountability_respo_agency_id_060d0c91_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accountability_responsibility
    ADD CONSTRAINT accountability_respo_deputy_id_7d1e9bdc_fk_agencies_ FOREIGN KEY (deputy_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.accountability_responsibility
    ADD CONSTRAINT accountability_respo_person_id_9e640b90_fk_agencies_ FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_agency
    ADD CONSTRAINT agencies_agency_division_id_93795dc8_fk_node_division_code FOREIGN KEY (division_id) REFERENCES public.node_division(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_agency
    ADD CONSTRAINT agencies_agency_parent_id_2087cd0c_fk_agencies_agency_id FOREIGN KEY (parent_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_applicationsystem
    ADD CONSTRAINT agencies_application_agency_id_6ab41a11_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_appointment
    ADD CONSTRAINT agencies_appointment_person_id_3273ea89_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_delegation
    ADD CONSTRAINT agencies_delegation_deputy_id_20b64065_fk_agencies_person_id FOREIGN KEY (deputy_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_delegation
    ADD CONSTRAINT agencies_delegation_person_id_8a1f3ef4_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_duty
    ADD CONSTRAINT agencies_duty_agency_id_b7f248a4_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_key
    ADD CONSTRAINT agencies_key_system_id_feecaed7_fk_agencies_ FOREIGN KEY (system_id) REFERENCES public.agencies_applicationsystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_person
    ADD CONSTRAINT agencies_person_agency_id_16d978df_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.agencies_seennonce
    ADD CONSTRAINT agencies_seennonce_key_id_ef2fa12d_fk_agencies_key_id FOREIGN KEY (key_id) REFERENCES public.agencies_key(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.archiving_archiverule
    ADD CONSTRAINT archiving_archiverul_resource_id_f1abab95_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.archiving_versionfile
    ADD CONSTRAINT archiving_versionfile_entry_id_18000cd3_fk_catalogue_entry_id FOREIGN KEY (entry_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.archiving_versionfile
    ADD CONSTRAINT archiving_versionfile_holding_id_f1197ce1_fk_hosting_holding_id FOREIGN KEY (holding_id) REFERENCES public.hosting_holding(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assembling_assembly
    ADD CONSTRAINT assembling_assembly_resource_id_863c50a1_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assembling_source
    ADD CONSTRAINT assembling_source_assembly_id_83f8505c_fk_assemblin FOREIGN KEY (assembly_id) REFERENCES public.assembling_assembly(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assembling_source
    ADD CONSTRAINT assembling_source_resource_id_a52749ec_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_assessment
    ADD CONSTRAINT assessment_assessmen_scheme_id_86dc1747_fk_assessmen FOREIGN KEY (scheme_id) REFERENCES public.assessment_scheme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_consequence
    ADD CONSTRAINT assessment_consequen_scheme_id_506931b0_fk_assessmen FOREIGN KEY (scheme_id) REFERENCES public.assessment_scheme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_figure
    ADD CONSTRAINT assessment_figure_indicator_id_0614be81_fk_assessmen FOREIGN KEY (indicator_id) REFERENCES public.assessment_indicator(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_figure
    ADD CONSTRAINT assessment_figure_score_id_8e7c4356_fk_assessment_score_id FOREIGN KEY (score_id) REFERENCES public.assessment_score(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_figurerow
    ADD CONSTRAINT assessment_figurerow_figure_id_05fff84b_fk_assessment_figure_id FOREIGN KEY (figure_id) REFERENCES public.assessment_figure(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_finding
    ADD CONSTRAINT assessment_finding_agency_id_cd1938b2_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_finding
    ADD CONSTRAINT assessment_finding_inspection_id_83743e7e_fk_assessmen FOREIGN KEY (inspection_id) REFERENCES public.assessment_inspection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_finding
    ADD CONSTRAINT assessment_finding_responsible_id_1961de5c_fk_agencies_ FOREIGN KEY (responsible_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_findingstep
    ADD CONSTRAINT assessment_findingst_finding_id_50954ad6_fk_assessmen FOREIGN KEY (finding_id) REFERENCES public.assessment_finding(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_indicator
    ADD CONSTRAINT assessment_indicator_scheme_id_339722e7_fk_assessment_scheme_id FOREIGN KEY (scheme_id) REFERENCES public.assessment_scheme(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_inspection_agencies
    ADD CONSTRAINT assessment_inspectio_agency_id_3a90df4d_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_inspectionrequest
    ADD CONSTRAINT assessment_inspectio_agency_id_5c87b804_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_inspectionrequest
    ADD CONSTRAINT assessment_inspectio_inspection_id_5fe97946_fk_assessmen FOREIGN KEY (inspection_id) REFERENCES public.assessment_inspection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_inspection_agencies
    ADD CONSTRAINT assessment_inspectio_inspection_id_e1fd6393_fk_assessmen FOREIGN KEY (inspection_id) REFERENCES public.assessment_inspection(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_objection
    ADD CONSTRAINT assessment_objection_figure_id_add60887_fk_assessment_figure_id FOREIGN KEY (figure_id) REFERENCES public.assessment_figure(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_proposal
    ADD CONSTRAINT assessment_proposal_rule_id_b2c1b32b_fk_assessmen FOREIGN KEY (rule_id) REFERENCES public.assessment_consequence(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_proposal
    ADD CONSTRAINT assessment_proposal_score_id_66cad979_fk_assessment_score_id FOREIGN KEY (score_id) REFERENCES public.assessment_score(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_score
    ADD CONSTRAINT assessment_score_agency_id_8736cf21_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_score
    ADD CONSTRAINT assessment_score_assessment_id_a4a3bfc7_fk_assessmen FOREIGN KEY (assessment_id) REFERENCES public.assessment_assessment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.assessment_step
    ADD CONSTRAINT assessment_step_assessment_id_59a0a7dd_fk_assessmen FOREIGN KEY (assessment_id) REFERENCES public.assessment_assessment(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_case
    ADD CONSTRAINT cases_case_matter_id_3c4d0297_fk_cases_matter_id FOREIGN KEY (matter_id) REFERENCES public.cases_matter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_casestep
    ADD CONSTRAINT cases_casestep_case_id_70bbe3b6_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_casestep
    ADD CONSTRAINT cases_casestep_step_id_0d9e56db_fk_cases_step_id FOREIGN KEY (step_id) REFERENCES public.cases_step(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_draw
    ADD CONSTRAINT cases_draw_case_step_id_56c5a67f_fk_cases_casestep_id FOREIGN KEY (case_step_id) REFERENCES public.cases_casestep(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_draw
    ADD CONSTRAINT cases_draw_need_id_318d01f5_fk_cases_need_id FOREIGN KEY (need_id) REFERENCES public.cases_need(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_event
    ADD CONSTRAINT cases_event_case_id_59b954a1_fk_cases_case_id FOREIGN KEY (case_id) REFERENCES public.cases_case(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_need
    ADD CONSTRAINT cases_need_resource_id_068b469e_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_need
    ADD CONSTRAINT cases_need_step_id_175abf21_fk_cases_step_id FOREIGN KEY (step_id) REFERENCES public.cases_step(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_step
    ADD CONSTRAINT cases_step_agency_id_32b8ab7b_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.cases_step
    ADD CONSTRAINT cases_step_matter_id_e4124f51_fk_cases_matter_id FOREIGN KEY (matter_id) REFERENCES public.cases_matter(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_dutyholding
    ADD CONSTRAINT catalogue_dutyholdin_resource_id_fb973add_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_dutyholding
    ADD CONSTRAINT catalogue_dutyholding_duty_id_ba4559aa_fk_agencies_duty_id FOREIGN KEY (duty_id) REFERENCES public.agencies_duty(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_entry
    ADD CONSTRAINT catalogue_entry_resource_id_df8516a7_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_holdingexemption
    ADD CONSTRAINT catalogue_holdingexemption_duty_id_2075a084_fk_agencies_duty_id FOREIGN KEY (duty_id) REFERENCES public.agencies_duty(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_item
    ADD CONSTRAINT catalogue_item_entry_id_a9aafcfd_fk_catalogue_entry_id FOREIGN KEY (entry_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_resource
    ADD CONSTRAINT catalogue_resource_current_id_2e4da9f7_fk_catalogue_entry_id FOREIGN KEY (current_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_resource
    ADD CONSTRAINT catalogue_resource_provider_id_1d1ed1b3_fk_agencies_agency_id FOREIGN KEY (provider_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_signoff
    ADD CONSTRAINT catalogue_signoff_entry_id_8d94a2ff_fk_catalogue_entry_id FOREIGN KEY (entry_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_step
    ADD CONSTRAINT catalogue_step_entry_id_6f411c09_fk_catalogue_entry_id FOREIGN KEY (entry_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.catalogue_steps_agencystep
    ADD CONSTRAINT catalogue_steps_agen_agency_id_e0fbcce6_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collected_collectedform
    ADD CONSTRAINT collected_collectedf_agency_id_a7bdb9c7_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collected_formitem
    ADD CONSTRAINT collected_formitem_form_id_d06b16e4_fk_collected FOREIGN KEY (form_id) REFERENCES public.collected_collectedform(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collected_formitem
    ADD CONSTRAINT collected_formitem_resource_id_24df757e_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collection_tasks_answer
    ADD CONSTRAINT collection_tasks_ans_bearing_id_12ba1656_fk_collectio FOREIGN KEY (bearing_id) REFERENCES public.collection_tasks_bearing(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collection_tasks_answer
    ADD CONSTRAINT collection_tasks_ans_item_id_3ca8cb5b_fk_collectio FOREIGN KEY (item_id) REFERENCES public.collection_tasks_taskitem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collection_tasks_bearing
    ADD CONSTRAINT collection_tasks_bea_agency_id_1ae1678f_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collection_tasks_bearing
    ADD CONSTRAINT collection_tasks_bea_task_id_24842541_fk_collectio FOREIGN KEY (task_id) REFERENCES public.collection_tasks_task(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collection_tasks_taskitem
    ADD CONSTRAINT collection_tasks_tas_resource_id_052095ef_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collection_tasks_taskitem
    ADD CONSTRAINT collection_tasks_tas_task_id_f08f5b49_fk_collectio FOREIGN KEY (task_id) REFERENCES public.collection_tasks_task(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collection_tasks_taskstep
    ADD CONSTRAINT collection_tasks_tas_task_id_feb17997_fk_collectio FOREIGN KEY (task_id) REFERENCES public.collection_tasks_task(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.collection_tasks_task
    ADD CONSTRAINT collection_tasks_task_imposer_id_3c70c020_fk_agencies_agency_id FOREIGN KEY (imposer_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.confirming_confirmation
    ADD CONSTRAINT confirming_confirmat_resource_id_6bb028b5_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.confirming_merger
    ADD CONSTRAINT confirming_merger_into_id_c8837548_fk_catalogue_resource_id FOREIGN KEY (into_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.confirming_merger
    ADD CONSTRAINT confirming_merger_resource_id_d4979fae_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.controls_declaration
    ADD CONSTRAINT controls_declaration_resource_id_86dabdc4_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.declared_checkrule
    ADD CONSTRAINT declared_checkrule_replaces_id_4e847f9c_fk_declared_ FOREIGN KEY (replaces_id) REFERENCES public.declared_checkrule(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.declared_checkrule
    ADD CONSTRAINT declared_checkrule_resource_id_c01c17a0_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.delta_profile
    ADD CONSTRAINT delta_profile_grant_id_a52aa588_fk_sharing_grant_id FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.delta_profile
    ADD CONSTRAINT delta_profile_system_id_09b42eea_fk_agencies_ FOREIGN KEY (system_id) REFERENCES public.agencies_applicationsystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.delta_sharedfile
    ADD CONSTRAINT delta_sharedfile_profile_id_bec47293_fk_delta_profile_id FOREIGN KEY (profile_id) REFERENCES public.delta_profile(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directories_change
    ADD CONSTRAINT directories_change_resource_id_6950e11d_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directories_edition
    ADD CONSTRAINT directories_edition_version_id_062970bc_fk_directori FOREIGN KEY (version_id) REFERENCES public.directories_version(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directories_harvested
    ADD CONSTRAINT directories_harveste_resource_id_6f6625d5_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.directories_harvested
    ADD CONSTRAINT directories_harveste_source_id_ffeea658_fk_directori FOREIGN KEY (source_id) REFERENCES public.directories_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.downloads_download
    ADD CONSTRAINT downloads_download_grant_id_3fa406c9_fk_sharing_grant_id FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_cursor
    ADD CONSTRAINT exchange_cursor_link_id_f02b3ff3_fk_exchange_link_id FOREIGN KEY (link_id) REFERENCES public.exchange_link(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_foreignapplication
    ADD CONSTRAINT exchange_foreignappl_consumer_id_ee7b4926_fk_agencies_ FOREIGN KEY (consumer_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_foreignapplication
    ADD CONSTRAINT exchange_foreignappl_entry_id_db2b02ef_fk_exchange_ FOREIGN KEY (entry_id) REFERENCES public.exchange_foreignentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_foreignapplication
    ADD CONSTRAINT exchange_foreignappl_system_id_08c5f6b6_fk_agencies_ FOREIGN KEY (system_id) REFERENCES public.agencies_applicationsystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_foreignentry
    ADD CONSTRAINT exchange_foreignentry_link_id_77cd0867_fk_exchange_link_id FOREIGN KEY (link_id) REFERENCES public.exchange_link(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_foreignstatement
    ADD CONSTRAINT exchange_foreignstat_application_id_4dd9e9be_fk_exchange_ FOREIGN KEY (application_id) REFERENCES public.exchange_foreignapplication(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_incomingapplication
    ADD CONSTRAINT exchange_incomingapp_application_id_a8b5e3b4_fk_sharing_a FOREIGN KEY (application_id) REFERENCES public.sharing_application(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_incomingapplication
    ADD CONSTRAINT exchange_incomingapp_link_id_fa16409b_fk_exchange_ FOREIGN KEY (link_id) REFERENCES public.exchange_link(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_invitation
    ADD CONSTRAINT exchange_invitation_link_id_03d9c1a9_fk_exchange_link_id FOREIGN KEY (link_id) REFERENCES public.exchange_link(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_outgoing
    ADD CONSTRAINT exchange_outgoing_link_id_63601acc_fk_exchange_link_id FOREIGN KEY (link_id) REFERENCES public.exchange_link(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_remoteagency
    ADD CONSTRAINT exchange_remoteagency_agency_id_4c950b0c_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_remoteagency
    ADD CONSTRAINT exchange_remoteagency_link_id_a5448e04_fk_exchange_link_id FOREIGN KEY (link_id) REFERENCES public.exchange_link(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_replica
    ADD CONSTRAINT exchange_replica_application_id_588ce826_fk_exchange_ FOREIGN KEY (application_id) REFERENCES public.exchange_foreignapplication(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.exchange_replicarow
    ADD CONSTRAINT exchange_replicarow_replica_id_34f949ff_fk_exchange_replica_id FOREIGN KEY (replica_id) REFERENCES public.exchange_replica(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.files_document
    ADD CONSTRAINT files_document_current_id_9c805574_fk_files_documentversion_id FOREIGN KEY (current_id) REFERENCES public.files_documentversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.files_document
    ADD CONSTRAINT files_document_shelf_id_96082af5_fk_files_shelf_id FOREIGN KEY (shelf_id) REFERENCES public.files_shelf(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.files_documentsubject
    ADD CONSTRAINT files_documentsubjec_version_id_876fa810_fk_files_doc FOREIGN KEY (version_id) REFERENCES public.files_documentversion(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.files_documentversion
    ADD CONSTRAINT files_documentversion_document_id_17c15987_fk_files_document_id FOREIGN KEY (document_id) REFERENCES public.files_document(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.files_shelf
    ADD CONSTRAINT files_shelf_resource_id_a8ae2950_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_batch
    ADD CONSTRAINT hosting_batch_holding_id_1ae27226_fk_hosting_holding_id FOREIGN KEY (holding_id) REFERENCES public.hosting_holding(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_holding
    ADD CONSTRAINT hosting_holding_entry_id_a5a7a95a_fk_catalogue_entry_id FOREIGN KEY (entry_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_holding
    ADD CONSTRAINT hosting_holding_resource_id_afc27ae1_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_keyindex
    ADD CONSTRAINT hosting_keyindex_holding_id_f7efcfdc_fk_hosting_holding_id FOREIGN KEY (holding_id) REFERENCES public.hosting_holding(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_mount
    ADD CONSTRAINT hosting_mount_entry_id_ea3bd157_fk_catalogue_entry_id FOREIGN KEY (entry_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_mount
    ADD CONSTRAINT hosting_mount_resource_id_5aacab48_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_mountmeasure
    ADD CONSTRAINT hosting_mountmeasure_mount_id_96bec7fb_fk_hosting_mount_id FOREIGN KEY (mount_id) REFERENCES public.hosting_mount(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_override
    ADD CONSTRAINT hosting_override_resource_id_5d317ea1_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_quarantinedrecord
    ADD CONSTRAINT hosting_quarantinedr_batch_mended_id_3533cb82_fk_hosting_b FOREIGN KEY (batch_mended_id) REFERENCES public.hosting_batch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_quarantinedrecord
    ADD CONSTRAINT hosting_quarantinedrecord_batch_id_d5500de7_fk_hosting_batch_id FOREIGN KEY (batch_id) REFERENCES public.hosting_batch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.hosting_standing
    ADD CONSTRAINT hosting_standing_holding_id_71010c21_fk_hosting_holding_id FOREIGN KEY (holding_id) REFERENCES public.hosting_holding(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.identity_authenticator
    ADD CONSTRAINT identity_authenticator_person_id_4e792d0e_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.identity_handover
    ADD CONSTRAINT identity_handover_leaver_id_b22f6358_fk_agencies_person_id FOREIGN KEY (leaver_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.identity_handover
    ADD CONSTRAINT identity_handover_successor_id_45fae5ab_fk_agencies_person_id FOREIGN KEY (successor_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.identity_invitation
    ADD CONSTRAINT identity_invitation_person_id_3f23f10f_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.identity_outsideidentity
    ADD CONSTRAINT identity_outsideiden_person_id_94908cf7_fk_agencies_ FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.identity_passkey
    ADD CONSTRAINT identity_passkey_person_id_2794598a_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.identity_recoverycode
    ADD CONSTRAINT identity_recoverycode_person_id_f37392bb_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.identity_session
    ADD CONSTRAINT identity_session_person_id_38efe429_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.keeping_keeprule
    ADD CONSTRAINT keeping_keeprule_resource_id_591a6fe0_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.keeping_shape
    ADD CONSTRAINT keeping_shape_entry_id_cf932d30_fk_catalogue_entry_id FOREIGN KEY (entry_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.keeping_shape
    ADD CONSTRAINT keeping_shape_holding_id_fdeb71d7_fk_hosting_holding_id FOREIGN KEY (holding_id) REFERENCES public.hosting_holding(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.misuse_canary
    ADD CONSTRAINT misuse_canary_resource_id_a44e002f_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.misuse_finding
    ADD CONSTRAINT misuse_finding_agency_id_3a0e049c_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.misuse_finding
    ADD CONSTRAINT misuse_finding_incident_id_d0c5ee35_fk_operations_incident_id FOREIGN KEY (incident_id) REFERENCES public.operations_incident(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.misuse_finding
    ADD CONSTRAINT misuse_finding_resource_id_262a0953_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.node_division
    ADD CONSTRAINT node_division_parent_id_1f26041d_fk_node_division_code FOREIGN KEY (parent_id) REFERENCES public.node_division(code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_delivery
    ADD CONSTRAINT notices_delivery_message_id_c39f4724_fk_notices_message_id FOREIGN KEY (message_id) REFERENCES public.notices_message(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_delivery
    ADD CONSTRAINT notices_delivery_person_id_ed7a0124_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_delivery
    ADD CONSTRAINT notices_delivery_webhook_id_da398e73_fk_notices_webhook_id FOREIGN KEY (webhook_id) REFERENCES public.notices_webhook(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_message
    ADD CONSTRAINT notices_message_agency_id_164b57e7_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_message_id_5d133311_fk_notices_message_id FOREIGN KEY (message_id) REFERENCES public.notices_message(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_notice
    ADD CONSTRAINT notices_notice_person_id_94368381_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_preference
    ADD CONSTRAINT notices_preference_person_id_199e9b5a_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.notices_webhook
    ADD CONSTRAINT notices_webhook_system_id_f1448200_fk_agencies_ FOREIGN KEY (system_id) REFERENCES public.agencies_applicationsystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_accountability
    ADD CONSTRAINT operations_accountab_agency_id_0739f327_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_accountability
    ADD CONSTRAINT operations_accountab_incident_id_04a6e5b0_fk_operation FOREIGN KEY (incident_id) REFERENCES public.operations_incident(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_concernedagency
    ADD CONSTRAINT operations_concerned_agency_id_fad4cda8_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_concernedagency
    ADD CONSTRAINT operations_concerned_incident_id_63bf952a_fk_operation FOREIGN KEY (incident_id) REFERENCES public.operations_incident(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_incident
    ADD CONSTRAINT operations_incident_agency_id_36fa0093_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_incident
    ADD CONSTRAINT operations_incident_responsible_id_d8a49797_fk_agencies_ FOREIGN KEY (responsible_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_incidentstep
    ADD CONSTRAINT operations_incidents_incident_id_820eebce_fk_operation FOREIGN KEY (incident_id) REFERENCES public.operations_incident(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_incidenttask
    ADD CONSTRAINT operations_incidentt_assignee_id_8917a552_fk_agencies_ FOREIGN KEY (assignee_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_incidenttask
    ADD CONSTRAINT operations_incidentt_incident_id_6e7411b4_fk_operation FOREIGN KEY (incident_id) REFERENCES public.operations_incident(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.operations_procedure
    ADD CONSTRAINT operations_procedure_agency_id_c0fb7365_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_acceptancecheck
    ADD CONSTRAINT projects_acceptancec_project_id_9e3c4171_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_plannedentry
    ADD CONSTRAINT projects_plannedentr_project_id_d12e8a7d_fk_projects_ FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_project
    ADD CONSTRAINT projects_project_agency_id_ee44dd3d_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_projectitem
    ADD CONSTRAINT projects_projectitem_planned_id_0fb0c790_fk_projects_ FOREIGN KEY (planned_id) REFERENCES public.projects_plannedentry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_projectitem
    ADD CONSTRAINT projects_projectitem_project_id_ce185d00_fk_projects_project_id FOREIGN KEY (project_id) REFERENCES public.projects_project(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.projects_projectitem
    ADD CONSTRAINT projects_projectitem_resource_id_9356337b_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_comparison
    ADD CONSTRAINT quality_comparison_agency_id_b0646a06_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_comparison
    ADD CONSTRAINT quality_comparison_resource_id_61954afb_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_discrepancy
    ADD CONSTRAINT quality_discrepancy_comparison_id_87ea4a6c_fk_quality_c FOREIGN KEY (comparison_id) REFERENCES public.quality_comparison(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_discrepancy
    ADD CONSTRAINT quality_discrepancy_corrected_in_id_65023c67_fk_hosting_b FOREIGN KEY (corrected_in_id) REFERENCES public.hosting_batch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_discrepancy
    ADD CONSTRAINT quality_discrepancy_finder_id_ce6857d2_fk_agencies_agency_id FOREIGN KEY (finder_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_discrepancy
    ADD CONSTRAINT quality_discrepancy_provider_id_06a6dc7c_fk_agencies_agency_id FOREIGN KEY (provider_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_discrepancy
    ADD CONSTRAINT quality_discrepancy_resource_id_1519b546_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_discrepancystep
    ADD CONSTRAINT quality_discrepancys_discrepancy_id_ee5bba5b_fk_quality_d FOREIGN KEY (discrepancy_id) REFERENCES public.quality_discrepancy(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_filing
    ADD CONSTRAINT quality_filing_resource_id_95d130de_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.quality_nilreport
    ADD CONSTRAINT quality_nilreport_resource_id_924f6e69_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.restraints_restraint
    ADD CONSTRAINT restraints_restraint_agency_id_93cf282e_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.restraints_restraint
    ADD CONSTRAINT restraints_restraint_grant_id_da738f39_fk_sharing_grant_id FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.seals_bag
    ADD CONSTRAINT seals_bag_agency_id_1e3d8270_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.seals_document
    ADD CONSTRAINT seals_document_agency_id_1521c1fe_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.seals_document
    ADD CONSTRAINT seals_document_bag_id_3c91f7cc_fk_seals_bag_id FOREIGN KEY (bag_id) REFERENCES public.seals_bag(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.seals_document
    ADD CONSTRAINT seals_document_kind_id_403ddb80_fk_seals_licencekind_id FOREIGN KEY (kind_id) REFERENCES public.seals_licencekind(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.seals_document
    ADD CONSTRAINT seals_document_supersedes_id_2937a3b2_fk_seals_document_id FOREIGN KEY (supersedes_id) REFERENCES public.seals_document(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.seals_licencekind
    ADD CONSTRAINT seals_licencekind_agency_id_a808da51_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.seals_licencekind
    ADD CONSTRAINT seals_licencekind_resource_id_6bcc2ed0_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_application
    ADD CONSTRAINT sharing_application_consumer_id_c32b0e03_fk_agencies_agency_id FOREIGN KEY (consumer_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_attachments_attachment
    ADD CONSTRAINT sharing_attachments__agency_id_208a8adf_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_attachments_attachment
    ADD CONSTRAINT sharing_attachments__application_id_f96a9097_fk_sharing_a FOREIGN KEY (application_id) REFERENCES public.sharing_application(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_basket_chosen
    ADD CONSTRAINT sharing_basket_chose_resource_id_f0cc65fa_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_basket_chosen
    ADD CONSTRAINT sharing_basket_chosen_person_id_d5c96d46_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_basket_draft
    ADD CONSTRAINT sharing_basket_draft_person_id_fea346f4_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_changes_earlierterms
    ADD CONSTRAINT sharing_changes_earl_grant_id_a06a6494_fk_sharing_g FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_checking_check
    ADD CONSTRAINT sharing_checking_che_application_id_0dfff6a8_fk_sharing_a FOREIGN KEY (application_id) REFERENCES public.sharing_application(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_coordination
    ADD CONSTRAINT sharing_coordination_line_id_766f575c_fk_sharing_line_id FOREIGN KEY (line_id) REFERENCES public.sharing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_coordination
    ADD CONSTRAINT sharing_coordination_raised_by_agency_id_5add713e_fk_agencies_ FOREIGN KEY (raised_by_agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_coursestep
    ADD CONSTRAINT sharing_coursestep_agency_id_d330d0f8_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_coursestep
    ADD CONSTRAINT sharing_coursestep_coordination_id_b25a37f5_fk_sharing_c FOREIGN KEY (coordination_id) REFERENCES public.sharing_coordination(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_coursestep
    ADD CONSTRAINT sharing_coursestep_demand_id_8f3cfdff_fk_sharing_demand_id FOREIGN KEY (demand_id) REFERENCES public.sharing_demand(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_demand
    ADD CONSTRAINT sharing_demand_consumer_id_a8a47bc1_fk_agencies_agency_id FOREIGN KEY (consumer_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_demand
    ADD CONSTRAINT sharing_demand_holder_id_fc5035a1_fk_agencies_agency_id FOREIGN KEY (holder_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_demand
    ADD CONSTRAINT sharing_demand_resource_id_0a9439cf_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT sharing_grant_consumer_id_26fec5bc_fk_agencies_agency_id FOREIGN KEY (consumer_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT sharing_grant_line_id_4fe13cf1_fk_sharing_line_id FOREIGN KEY (line_id) REFERENCES public.sharing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT sharing_grant_provider_id_85ab6afd_fk_agencies_agency_id FOREIGN KEY (provider_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT sharing_grant_replaces_id_69835923_fk_sharing_grant_id FOREIGN KEY (replaces_id) REFERENCES public.sharing_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_grant
    ADD CONSTRAINT sharing_grant_resource_id_071a0b70_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_line
    ADD CONSTRAINT sharing_line_application_id_6104db52_fk_sharing_application_id FOREIGN KEY (application_id) REFERENCES public.sharing_application(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_line
    ADD CONSTRAINT sharing_line_entry_id_dbc2fcaf_fk_catalogue_entry_id FOREIGN KEY (entry_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_line
    ADD CONSTRAINT sharing_line_provider_id_edb7d2ee_fk_agencies_agency_id FOREIGN KEY (provider_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_line
    ADD CONSTRAINT sharing_line_replaces_id_d94963b5_fk_sharing_grant_id FOREIGN KEY (replaces_id) REFERENCES public.sharing_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_line
    ADD CONSTRAINT sharing_line_resource_id_7dbc325e_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_line_systems
    ADD CONSTRAINT sharing_line_systems_applicationsystem_id_ceebba54_fk_agencies_ FOREIGN KEY (applicationsystem_id) REFERENCES public.agencies_applicationsystem(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_line_systems
    ADD CONSTRAINT sharing_line_systems_line_id_ed7a090b_fk_sharing_line_id FOREIGN KEY (line_id) REFERENCES public.sharing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_line_users
    ADD CONSTRAINT sharing_line_users_line_id_4a0e4422_fk_sharing_line_id FOREIGN KEY (line_id) REFERENCES public.sharing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_line_users
    ADD CONSTRAINT sharing_line_users_person_id_55641518_fk_agencies_person_id FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_onwarduse
    ADD CONSTRAINT sharing_onwarduse_grant_id_8ccb5cfc_fk_sharing_grant_id FOREIGN KEY (grant_id) REFERENCES public.sharing_grant(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_proof_statement
    ADD CONSTRAINT sharing_proof_statement_line_id_140bb541_fk_sharing_line_id FOREIGN KEY (line_id) REFERENCES public.sharing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_questions_question
    ADD CONSTRAINT sharing_questions_question_line_id_301acd4a_fk_sharing_line_id FOREIGN KEY (line_id) REFERENCES public.sharing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_signing_round
    ADD CONSTRAINT sharing_signing_roun_application_id_02bf7d2c_fk_sharing_a FOREIGN KEY (application_id) REFERENCES public.sharing_application(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_signing_round
    ADD CONSTRAINT sharing_signing_round_agency_id_89e01796_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_signing_round
    ADD CONSTRAINT sharing_signing_round_line_id_2395da16_fk_sharing_line_id FOREIGN KEY (line_id) REFERENCES public.sharing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_signing_signoffstep
    ADD CONSTRAINT sharing_signing_sign_agency_id_6c96ddff_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_signing_signoffstep_people
    ADD CONSTRAINT sharing_signing_sign_person_id_39490b3d_fk_agencies_ FOREIGN KEY (person_id) REFERENCES public.agencies_person(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_signing_signature
    ADD CONSTRAINT sharing_signing_sign_round_id_62df4802_fk_sharing_s FOREIGN KEY (round_id) REFERENCES public.sharing_signing_round(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.sharing_signing_signoffstep_people
    ADD CONSTRAINT sharing_signing_sign_signoffstep_id_9fc7de66_fk_sharing_s FOREIGN KEY (signoffstep_id) REFERENCES public.sharing_signing_signoffstep(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.spreadsheets_rememberedmapping
    ADD CONSTRAINT spreadsheets_remembe_agency_id_0d974ec3_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.spreadsheets_row
    ADD CONSTRAINT spreadsheets_row_resource_id_83bcc383_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.spreadsheets_row
    ADD CONSTRAINT spreadsheets_row_upload_id_bc090b59_fk_spreadsheets_upload_id FOREIGN KEY (upload_id) REFERENCES public.spreadsheets_upload(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.spreadsheets_spelling
    ADD CONSTRAINT spreadsheets_spelling_agency_id_a63df39f_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.spreadsheets_upload
    ADD CONSTRAINT spreadsheets_upload_agency_id_1aff1e5d_fk_agencies_agency_id FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_codelist
    ADD CONSTRAINT standards_codelist_proposer_id_70664879_fk_agencies_agency_id FOREIGN KEY (proposer_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_codelist
    ADD CONSTRAINT standards_codelist_replaced_by_id_c3f37d64_fk_standards FOREIGN KEY (replaced_by_id) REFERENCES public.standards_codelist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_codelist
    ADD CONSTRAINT standards_codelist_standard_id_51ca474e_fk_standards FOREIGN KEY (standard_id) REFERENCES public.standards_standard(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_codelistvalue
    ADD CONSTRAINT standards_codelistva_code_list_id_7e0c11db_fk_standards FOREIGN KEY (code_list_id) REFERENCES public.standards_codelist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_dataelement
    ADD CONSTRAINT standards_dataelemen_code_list_id_d3085bbb_fk_standards FOREIGN KEY (code_list_id) REFERENCES public.standards_codelist(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_dataelement
    ADD CONSTRAINT standards_dataelemen_proposer_id_7297cd5f_fk_agencies_ FOREIGN KEY (proposer_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_dataelement
    ADD CONSTRAINT standards_dataelemen_replaced_by_id_21791429_fk_standards FOREIGN KEY (replaced_by_id) REFERENCES public.standards_dataelement(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_dataelement
    ADD CONSTRAINT standards_dataelemen_standard_id_78864378_fk_standards FOREIGN KEY (standard_id) REFERENCES public.standards_standard(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_standard
    ADD CONSTRAINT standards_standard_proposer_id_2041c4d2_fk_agencies_agency_id FOREIGN KEY (proposer_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standards_standard
    ADD CONSTRAINT standards_standard_replaced_by_id_d0503ee4_fk_standards FOREIGN KEY (replaced_by_id) REFERENCES public.standards_standard(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standing_sheet
    ADD CONSTRAINT standing_sheet_provider_id_bf59d6db_fk_agencies_agency_id FOREIGN KEY (provider_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standing_sheetrow
    ADD CONSTRAINT standing_sheetrow_sheet_id_8093ba50_fk_standing_sheet_id FOREIGN KEY (sheet_id) REFERENCES public.standing_sheet(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standing_sheetrow
    ADD CONSTRAINT standing_sheetrow_standing_id_8a6681ef_fk_standing_ FOREIGN KEY (standing_id) REFERENCES public.standing_standingauthorisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standing_standingauthorisation
    ADD CONSTRAINT standing_standingaut_consumer_id_ccf9a750_fk_agencies_ FOREIGN KEY (consumer_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standing_standingauthorisation
    ADD CONSTRAINT standing_standingaut_entry_id_8f0e2404_fk_catalogue FOREIGN KEY (entry_id) REFERENCES public.catalogue_entry(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standing_standingauthorisation
    ADD CONSTRAINT standing_standingaut_line_id_a53c212e_fk_sharing_l FOREIGN KEY (line_id) REFERENCES public.sharing_line(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standing_standingauthorisation
    ADD CONSTRAINT standing_standingaut_provider_id_de18c6e7_fk_agencies_ FOREIGN KEY (provider_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standing_standingauthorisation
    ADD CONSTRAINT standing_standingaut_resource_id_d7c44733_fk_catalogue FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.standing_standingstep
    ADD CONSTRAINT standing_standingste_standing_id_646184bf_fk_standing_ FOREIGN KEY (standing_id) REFERENCES public.standing_standingauthorisation(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.subject_uses_withholding
    ADD CONSTRAINT subject_uses_withhol_agency_id_1e982d4e_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.uploads_heldbatch
    ADD CONSTRAINT uploads_heldbatch_upload_id_69231f8f_fk_uploads_upload_id FOREIGN KEY (upload_id) REFERENCES public.uploads_upload(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.uploads_holdrule
    ADD CONSTRAINT uploads_holdrule_resource_id_1799a3e9_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.uploads_upload
    ADD CONSTRAINT uploads_upload_batch_id_0aa9a6aa_fk_hosting_batch_id FOREIGN KEY (batch_id) REFERENCES public.hosting_batch(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.uploads_upload
    ADD CONSTRAINT uploads_upload_resource_id_425f13b2_fk_catalogue_resource_id FOREIGN KEY (resource_id) REFERENCES public.catalogue_resource(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.witnessing_watch
    ADD CONSTRAINT witnessing_watch_link_id_34f46329_fk_exchange_link_id FOREIGN KEY (link_id) REFERENCES public.exchange_link(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.workdays_changes_change
    ADD CONSTRAINT workdays_changes_cha_undoes_id_4d4c9a01_fk_workdays_ FOREIGN KEY (undoes_id) REFERENCES public.workdays_changes_change(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.workdays_changes_moveddeadline
    ADD CONSTRAINT workdays_changes_mov_agency_id_717e33e9_fk_agencies_ FOREIGN KEY (agency_id) REFERENCES public.agencies_agency(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.workdays_changes_moveddeadline
    ADD CONSTRAINT workdays_changes_mov_change_id_dbb92a27_fk_workdays_ FOREIGN KEY (change_id) REFERENCES public.workdays_changes_change(id) DEFERRABLE INITIALLY DEFERRED;
