//! What holds of every filter and every token, whatever they are.

use proptest::prelude::*;

use super::*;

fn any_text() -> impl Strategy<Value = Box<str>> {
    prop_oneof!["[a-z0-9.]{1,8}", r#"[-/"\\:a-zé ]{1,6}"#, any::<String>()]
        .prop_filter("values are not empty", |t| !t.is_empty())
        .prop_map(Into::into)
}

fn any_pattern() -> impl Strategy<Value = Pattern> {
    prop_oneof!["[a-z.]{1,6}", r"(a|/b)(\\/)?[c/]{1,3}"].prop_map(|s| Pattern::new(&s).unwrap())
}

fn any_value() -> impl Strategy<Value = Text> {
    prop_oneof![any_text().prop_map(Text::Part), any_pattern().prop_map(Text::Pattern)]
}

fn any_span() -> impl Strategy<Value = Beyond<Span>> {
    (any::<bool>(), any::<u32>(), prop::sample::select(Unit::ALL.to_vec())).prop_map(|(less, count, unit)| {
        let span = Span { count, unit };
        if less { Beyond::Less(span) } else { Beyond::More(span) }
    })
}

fn any_test() -> impl Strategy<Value = Test> {
    let group = prop::sample::select(vec!["DNS Write", "dns", "Account API Tokens Read", DNS_READ]);
    let place = prop::sample::select(vec!["example.com", "bravo.dev", "acme", "backups", STAGING]);
    prop_oneof![
        any_text().prop_map(Test::Word),
        "[a-e ]{1,2}".prop_map(|w| Test::Word(w.into())),
        any_pattern().prop_map(Test::Matches),
        prop::sample::select(Standing::ALL.to_vec()).prop_map(Test::Status),
        prop::sample::select(vec![Family::Account, Family::User]).prop_map(Test::Kind),
        any_value().prop_map(Test::Account),
        any_value().prop_map(Test::By),
        any_value().prop_map(Test::Name),
        (prop::option::of(prop::sample::select(note::Field::ALL.to_vec())), any_value())
            .prop_map(|(field, text)| Test::Note(field, text)),
        prop::option::of(prop::sample::select(News::ALL.to_vec())).prop_map(Test::Changed),
        any_text().prop_map(Test::Id),
        any_text().prop_map(Test::Product),
        prop_oneof![any_text(), group.clone().prop_map(Into::into)].prop_map(Test::Perm),
        prop_oneof![any_text(), group.prop_map(Into::into)].prop_map(Test::Can),
        prop_oneof![any_text(), place.prop_map(Into::into)].prop_map(Test::On),
        prop_oneof![Just("any"), Just("unknown"), Just("DNS Write"), Just("dns")]
            .prop_map(|g| Test::Would(g.into())),
        prop::sample::select(vec!["example.com", "bravo.dev", "acme", "backups", STAGING])
            .prop_map(|p| Test::At(p.into())),
        (-900..900_i64, 1..90_i64).prop_map(|(from, days)| Test::Ends(Stretch {
            from: NOW.plus_days(from),
            to: NOW.plus_days(from + days)
        })),
        any_span().prop_map(Test::Unused),
        any_span().prop_map(Test::Used),
        any_span().prop_map(Test::Expires),
        any_span().prop_map(Test::Issued),
        any_span().prop_map(Test::Modified),
        prop::sample::select(vec![Never::Used, Never::Expires]).prop_map(Test::Never),
        prop_oneof![Just(Address::None), any::<std::net::IpAddr>().prop_map(Address::Admits)]
            .prop_map(Test::Ip),
        prop::option::of(prop::sample::select(FindingId::ALL.to_vec())).prop_map(Test::Finding),
        any::<u32>().prop_map(|n| Test::Quota(Beyond::More(n))),
    ]
}

fn any_term() -> impl Strategy<Value = Term> {
    (any::<bool>(), any_test()).prop_map(|(negated, test)| Term { negated, test })
}

fn any_query() -> impl Strategy<Value = Query> {
    prop::collection::vec(any_term(), 0..4).prop_map(|terms| Query { terms })
}

fn any_token() -> impl Strategy<Value = Token> {
    let day = || prop::option::of((-400..400_i64).prop_map(|d| NOW.plus_days(d)));
    let policies = prop::collection::vec(any_policy_with(&["allow", "allow", "deny", "audit"]), 0..4);
    (policies, [day(), day(), day()], "[a-eA-E é]{0,8}").prop_map(
        |(policies, [used, issued, ends], name): (Vec<Policy>, [Option<Time>; 3], String)| {
            let mut token = token(policies);
            (token.last_used_on, token.issued_on, token.expires_on) = (used, issued, ends);
            token.name = name.into();
            token
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn what_is_printed_reads_back(query in any_query()) {
        let printed = query.to_string();
        prop_assert_eq!(Query::parse(&printed), Ok(query));
    }

    #[test]
    fn turned_round_is_the_complement(test in any_test(), token in any_token()) {
        let plain = Query { terms: vec![Term { negated: false, test: test.clone() }] };
        let turned = Query { terms: vec![Term { negated: true, test }] };
        prop_assert_ne!(score(&plain, &token).is_some(), score(&turned, &token).is_some());
    }

    #[test]
    fn another_term_never_widens(query in any_query(), term in any_term(), token in any_token()) {
        let mut more = query.clone();
        more.terms.push(term);
        prop_assert!(score(&more, &token).is_none() || score(&query, &token).is_some());
    }

    #[test]
    fn order_does_not_count(query in any_query(), token in any_token()) {
        let reversed = Query { terms: query.terms.iter().rev().cloned().collect() };
        prop_assert_eq!(score(&reversed, &token), score(&query, &token));
    }

    #[test]
    fn marks_rule_out_nothing_that_matches(
        token in any_token(),
        group in prop::sample::select(vec!["DNS Write", "dns", "Account API Tokens Read", UNKNOWN_GROUP, "unknown", "any"]),
        place in prop::sample::select(vec!["example.com", "bravo.dev", "acme", "backups", NOBODYS]),
    ) {
        let names = atlas();
        let wanted = permission::Wanted::new(group);
        let is = |g: &GroupRef| wanted.is(g);
        let place_meant = place::Place::new(place);
        let known = place_meant.known(&names);
        let targets = if known.is_empty() { place_meant.written(&token.policies).into() } else { known };
        let names = MeantBy { names: &names, owner: &token.at.owner };
        let reaches = |is: &dyn Fn(&GroupRef) -> bool, targets| reaches(&token.policies, is, targets, &names);
        prop_assert_eq!(matches(&format!("can:\"{group}\""), &token), reaches(&is, None));
        prop_assert_eq!(matches(&format!("on:{place}"), &token), reaches(&|_| true, Some(&targets)));
        prop_assert_eq!(matches(&format!("can:\"{group}\" on:{place}"), &token), reaches(&is, Some(&targets)));
        // Whatever some policy allows there is in reach, or would be.
        let granted = granted(&token.policies, &is, Some(&targets), &names);
        let found = matches(&format!("can:\"{group}\" on:{place}"), &token)
            || matches(&format!("would:\"{group}\" at:{place}"), &token);
        prop_assert_eq!(found, granted);
    }

    #[test]
    fn letters_rule_out_nothing_that_matches(word in "[a-dA-D0-1é_. -]{1,3}", name in "[a-dA-D0-1éÀ_. -]{0,9}") {
        use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
        let mut token = specimen();
        token.name = name.into();
        token.at.owner = Owner::User;
        let atom = Atom::new(&word, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy, false);
        let mut fuzzy = nucleo_matcher::Matcher::new(nucleo_matcher::Config::DEFAULT);
        let plain = atom.score(nucleo_matcher::Utf32String::from(&*token.name).slice(..), &mut fuzzy);
        let query = Query { terms: vec![Term { negated: false, test: Test::Word(word.into()) }] };
        prop_assert_eq!(score(&query, &token), plain.map(u32::from));
    }

    #[test]
    fn no_input_panics(
        text in prop_oneof![any::<String>(), r#"(-|[a-z]{1,7}:|["/\\<>%é ]|[0-9]{1,12}|d|mo){0,12}"#],
        cursor in 0..40_usize,
        token in any_token(),
    ) {
        match Query::parse(&text) {
            Ok(query) => { score(&query, &token); }
            Err(complaint) => prop_assert!(text.get(complaint.span.clone()).is_some(), "{complaint:?}"),
        }
        for candidate in complete(&text, cursor, &Known) {
            prop_assert!(text.get(candidate.span).is_some());
        }
    }
}
