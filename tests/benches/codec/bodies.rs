//! Bodies of realistic sizes, made of the structs by hand.

use std::collections::BTreeMap;

use super::by_hand::*;

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

fn map(entries: &[(&str, &str)]) -> BTreeMap<String, String> {
    entries.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub fn calculation() -> Vec<u8> {
    json(&Calculation {
        input: CalculationInput { a: 1.5, b: 2.0, op: "add".to_owned() },
        output: CalculationOutput { c: Some(3.5) },
    })
}

fn user(id: i64) -> User {
    let login = format!("contributor-{id}");
    User {
        node_id: format!("MDQ6VXNlcj{id}"),
        avatar_url: format!("https://avatars.example.com/u/{id}?v=4"),
        gravatar_id: some(""),
        url: format!("https://api.example.com/users/{login}"),
        html_url: format!("https://example.com/{login}"),
        followers_url: Some(format!("https://api.example.com/users/{login}/followers")),
        repos_url: Some(format!("https://api.example.com/users/{login}/repos")),
        kind: "User".to_owned(),
        site_admin: id % 50 == 0,
        name: None,
        login,
        id,
    }
}

fn milestone(id: i64) -> Milestone {
    Milestone {
        id,
        number: id % 20,
        state: State::Open,
        title: format!("v{}.{}", id % 7, id % 10),
        description: some("Tracking milestone for the next version"),
        creator: user(id % 90),
        open_issues: 4,
        closed_issues: 8,
        created_at: "2011-04-10T20:09:31Z".to_owned(),
        due_on: None,
    }
}

fn issue(n: i64) -> Issue {
    let url = format!("https://api.example.com/repos/octo/hello-world/issues/{n}");
    let label = |name: &str| Label {
        id: 208_045_946 + n,
        url: Some(format!("https://api.example.com/repos/octo/hello-world/labels/{name}")),
        name: name.to_owned(),
        description: some("Something isn't working"),
        color: "f29513".to_owned(),
        default: n % 3 == 0,
    };
    Issue {
        id: 1_000_000 + n,
        node_id: format!("I_kwDOABCD{n}"),
        repository_url: some("https://api.example.com/repos/octo/hello-world"),
        labels_url: Some(format!("{url}/labels{{/name}}")),
        html_url: format!("https://example.com/octo/hello-world/issues/{n}"),
        number: n,
        state: if n % 4 == 0 { State::Closed } else { State::Open },
        state_reason: None,
        title: format!("Crash when opening file number {n} with \"quotes\""),
        body: Some(format!(
            "Steps to reproduce:\n\n1. Open file {n}\n2. Wait\n3. It crashes.\n\n{}",
            "Details. ".repeat(40)
        )),
        user: user(n % 120),
        labels: ["bug", "help-wanted"].into_iter().take(usize::try_from(n % 3).unwrap()).map(label).collect(),
        assignee: (n % 3 == 0).then(|| user(n % 17)),
        assignees: Some((0..n % 3).map(user).collect()),
        milestone: (n % 5 == 0).then(|| milestone(n)),
        locked: false,
        active_lock_reason: None,
        comments: n % 30,
        closed_at: (n % 4 == 0).then(|| "2023-02-11T10:00:00Z".to_owned()),
        created_at: "2022-12-24T18:30:05Z".to_owned(),
        updated_at: "2023-02-11T10:00:00Z".to_owned(),
        draft: Some(false),
        author_association: IssueAuthorAssociation::Contributor,
        reactions: Some(Reactions {
            url: format!("{url}/reactions"),
            total_count: 2,
            plus_one: Some(1),
            minus_one: Some(0),
            laugh: 1,
            heart: 0,
            eyes: 0,
        }),
        url,
    }
}

pub fn issues(count: i64) -> Vec<u8> {
    json(&(0..count).map(issue).collect::<Vec<_>>())
}

fn probe(path: &str) -> Option<Probe> {
    Some(Probe {
        failure_threshold: Some(3),
        http_get: Some(HttpGet { path: some(path), port: 8080, scheme: some("HTTP") }),
        initial_delay_seconds: Some(10),
        period_seconds: Some(10),
        timeout_seconds: Some(1),
    })
}

fn container(name: &str) -> Container {
    let variable = |name: &str, value: &str| EnvVar { name: name.to_owned(), value: some(value) };
    Container {
        args: Some(vec!["--config=/etc/app/config.yaml".to_owned(), "--log-level=info".to_owned()]),
        command: None,
        env: Some(vec![variable("REGION", "eu-central-1"), variable("POOL_SIZE", "16"), variable("GREETING", "a\tb")]),
        image: Some(format!("registry.example.com/team/{name}@sha256:{}", "0123456789abcdef".repeat(4))),
        image_pull_policy: some("IfNotPresent"),
        liveness_probe: probe("/healthz"),
        name: name.to_owned(),
        ports: Some(vec![Port { container_port: 8080, name: some("http"), protocol: some("TCP") }]),
        readiness_probe: probe("/ready"),
        resources: Some(Resources {
            limits: Some(map(&[("cpu", "500m"), ("memory", "512Mi")])),
            requests: Some(map(&[("cpu", "100m"), ("memory", "128Mi")])),
        }),
        termination_message_path: some("/dev/termination-log"),
        termination_message_policy: some("File"),
        volume_mounts: Some(vec![Mount {
            mount_path: "/etc/app".to_owned(),
            name: "config".to_owned(),
            read_only: Some(true),
        }]),
        working_dir: None,
    }
}

fn pod(n: usize) -> Pod {
    let condition = |kind: &str| Condition {
        last_probe_time: None,
        last_transition_time: some("2023-05-04T08:15:30Z"),
        message: None,
        reason: None,
        status: "True".to_owned(),
        kind: kind.to_owned(),
    };
    Pod {
        api_version: some("v1"),
        kind: some("Pod"),
        metadata: Some(ObjectMeta {
            annotations: Some(map(&[
                ("prometheus.io/scrape", "true"),
                ("checksum/config", "5e884898da28047151d0e56f8dc62927"),
            ])),
            creation_timestamp: some("2023-05-04T08:15:21Z"),
            generate_name: some("web-7d9c6c8b5f-"),
            labels: Some(map(&[("app", "web"), ("pod-template-hash", "7d9c6c8b5f"), ("tier", "frontend")])),
            name: Some(format!("web-7d9c6c8b5f-{n}")),
            namespace: some("production"),
            owner_references: Some(vec![OwnerReference {
                api_version: "apps/v1".to_owned(),
                block_owner_deletion: Some(true),
                controller: Some(true),
                kind: "ReplicaSet".to_owned(),
                name: "web-7d9c6c8b5f".to_owned(),
                uid: "0b2b4c9e-4b1a-4f0e-9a3c-5d8f1e2a3b4c".to_owned(),
            }]),
            resource_version: Some(format!("{}", 81_000_000 + n)),
            uid: Some(format!("6f1d2c3b-0000-4000-8000-{n:012}")),
        }),
        spec: Some(PodSpec {
            containers: vec![container("web"), container("sidecar")],
            dns_policy: some("ClusterFirst"),
            enable_service_links: Some(true),
            host_network: None,
            node_name: some("ip-10-0-12-34.eu-central-1.compute.internal"),
            node_selector: Some(map(&[("kubernetes.io/os", "linux")])),
            priority: Some(0),
            restart_policy: some("Always"),
            scheduler_name: some("default-scheduler"),
            service_account_name: some("web"),
            termination_grace_period_seconds: Some(30),
        }),
        status: Some(PodStatus {
            conditions: Some(["Initialized", "Ready", "ContainersReady", "PodScheduled"].map(condition).to_vec()),
            host_ip: some("10.0.12.34"),
            message: None,
            phase: some("Running"),
            pod_ip: Some(format!("10.0.{}.{}", n / 250, n % 250)),
            qos_class: some("Burstable"),
            start_time: some("2023-05-04T08:15:21Z"),
        }),
    }
}

pub fn pods(count: usize) -> Vec<u8> {
    json(&PodList { api_version: some("v1"), items: (0..count).map(pod).collect(), kind: some("PodList") })
}

pub fn line(count: u32) -> Vec<u8> {
    let coordinates = (0..count)
        .map(|n| {
            let n = f64::from(n);
            vec![13.4 + (n * 0.37).sin() * 0.1, ((52.5 + (n * 0.11).cos() * 0.1) * 1e6).round() / 1e6]
        })
        .collect();
    json(&LineString { kind: "LineString".to_owned(), coordinates })
}

fn charge(n: i64) -> Charge {
    Charge {
        amount: 1099 + n,
        amount_captured: 1099 + n,
        amount_refunded: 0,
        balance_transaction: Some(format!("txn_{n:024}")),
        billing_details: BillingDetails {
            address: Some(Address {
                city: some("Berlin"),
                country: some("DE"),
                line1: some("Invalidenstraße 7"),
                line2: None,
                postal_code: some("10115"),
                state: None,
            }),
            email: Some(format!("customer{n}@example.com")),
            name: some("Jenny Rosen"),
            phone: None,
        },
        calculated_statement_descriptor: some("EXAMPLE SHOP"),
        captured: true,
        created: 1_679_090_539 + n,
        currency: "eur".to_owned(),
        customer: Some(if n % 4 == 0 {
            CustomerOrId::Customer(Customer { id: format!("cus_{n}"), email: "jenny@example.com".to_owned() })
        } else {
            CustomerOrId::Id(format!("cus_{n}"))
        }),
        description: None,
        disputed: false,
        failure_code: None,
        failure_message: None,
        id: format!("ch_{n:024}"),
        livemode: false,
        metadata: map(&[("order_id", "6735"), ("channel", "web")]),
        object: ChargeObject::Charge,
        outcome: Some(Outcome {
            network_status: some("approved_by_network"),
            reason: None,
            risk_level: some("normal"),
            risk_score: Some(n % 100),
            seller_message: some("Payment complete."),
            kind: "authorized".to_owned(),
        }),
        paid: true,
        payment_method: Some(format!("pm_{n:024}")),
        payment_method_details: Some(PaymentMethodDetails {
            card: Some(Card {
                amount_authorized: Some(1099 + n),
                brand: some("visa"),
                country: some("DE"),
                exp_month: 4,
                exp_year: 2030,
                fingerprint: some("mToisGZ01V71BCos"),
                funding: some("credit"),
                last4: some("4242"),
                network: some("visa"),
            }),
            kind: "card".to_owned(),
        }),
        receipt_email: None,
        receipt_url: Some(format!("https://pay.example.com/receipts/{n}")),
        refunded: false,
        status: ChargeStatus::Succeeded,
    }
}

pub fn charges(count: i64) -> Vec<u8> {
    json(&ChargeList {
        data: (0..count).map(charge).collect(),
        has_more: true,
        object: ChargeListObject::List,
        url: "/v1/charges".to_owned(),
    })
}
