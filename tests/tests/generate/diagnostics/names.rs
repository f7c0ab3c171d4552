//! Names that become one, and names that are kept.

use expect_test::expect;
use gatewright_build::LockMode;

use super::{Case, case};

const PETS: &str = "
    openapi: 3.0.3
    info: {title: Names, version: '1'}
    paths:
      /pets:
        get: {operationId: allPets, responses: {'204': {description: Done.}}}
        post: {operationId: list, responses: {'204': {description: Done.}}}
    components:
      schemas:
        Pet: {type: object, properties: {name: {type: string}}}
    ";

/// One of the files beside this one, as the tests see it from the folder of their package.
fn lock(name: &str) -> String {
    format!("tests/generate/diagnostics/locks/{name}.lock")
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "members.yaml",
            "
            openapi: 3.0.3
            info: {title: Names, version: '1'}
            paths:
              /pets/{id}:
                get:
                  operationId: new
                  parameters:
                  - {name: id, in: path, required: true, schema: {type: string}}
                  - {name: ID, in: query, schema: {type: string, enum: [asc, ASC]}}
                  - {name: send, in: header, schema: {type: string}}
                  responses:
                    '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
            components:
              schemas:
                Pet: {type: object, properties: {userId: {type: string}, user_id: {type: string}}}
            ",
            expect![[r#"
                note[name-collision]: `new` is a name of the generated code; this one is `new_operation`
                 --> members.yaml:5:5
                  |
                5 |     get:
                  |     ^^^
                  |
                  = at /paths/~1pets~1{id}/get
                  = help: choose a name with `--rename 'GET /pets/{id}=…'` or `Builder::rename`

                note[name-collision]: two things are called `id`; this one is `id_upper`
                 --> members.yaml:9:9
                  |
                8 |       - {name: id, in: path, required: true, schema: {type: string}}
                  |         ------------------------------------------------------------ this is `id`
                9 |       - {name: ID, in: query, schema: {type: string, enum: [asc, ASC]}}
                  |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  |
                  = at /paths/~1pets~1{id}/get/parameters/1
                  = help: choose a name with `--rename 'GET /pets/{id}.query.ID=…'` or `Builder::rename`

                note[name-collision]: two things are called `Asc`; this one is `AscLower`
                 --> members.yaml:9:61
                  |
                9 |       - {name: ID, in: query, schema: {type: string, enum: [asc, ASC]}}
                  |                                                             ^^^  --- this is `Asc`
                  |
                  = at /paths/~1pets~1{id}/get/parameters/1/schema/enum/0
                  = help: choose a name with `--rename '#/paths/~1pets~1{id}/get/parameters/query:ID/schema.asc=…'` or `Builder::rename`

                note[name-collision]: `send` is a name of the generated code; this one is `send_header`
                  --> members.yaml:10:9
                   |
                10 |       - {name: send, in: header, schema: {type: string}}
                   |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                   |
                   = at /paths/~1pets~1{id}/get/parameters/2
                   = help: choose a name with `--rename 'GET /pets/{id}.header.send=…'` or `Builder::rename`

                note[name-collision]: two things are called `user_id`; this one is `user_id_camel`
                  --> members.yaml:15:46
                   |
                15 |     Pet: {type: object, properties: {userId: {type: string}, user_id: {type: string}}}
                   |                                              ^^^^^^^^^^^^^^           -------------- this is `user_id`
                   |
                   = at /components/schemas/Pet/properties/userId
                   = help: choose a name with `--rename 'Pet.userId=…'` or `Builder::rename`

            "#]],
        ),
        case("kept.yaml", PETS, expect![[r#"
            warning[lock-outdated]: `tests/generate/diagnostics/locks/current.lock` lacks `POST /pets` (`list`)
             |
             = help: generate with `--lock`, or with `Builder::lock_mode(LockMode::Update)`, and commit the file

            note[name-locked]: `GET /pets` is `list_pets` as before; without the lock it would be `all_pets`
             --> kept.yaml:5:5
              |
            5 |     get: {operationId: allPets, responses: {'204': {description: Done.}}}
              |     ^^^
              |
              = at /paths/~1pets/get
              = help: for the new name, remove its line from the lock; or choose a name with `--rename 'GET /pets=…'` or `Builder::rename`

        "#]]).with(|builder| builder.lock(lock("current"))),
        case("update.yaml", PETS, expect![[r#"
            note[lock-outdated]: `tests/generate/diagnostics/locks/current.lock` lacks `POST /pets` (`list`)
             |
             = help: it is written anew

            note[name-locked]: `GET /pets` is `list_pets` as before; without the lock it would be `all_pets`
             --> update.yaml:5:5
              |
            5 |     get: {operationId: allPets, responses: {'204': {description: Done.}}}
              |     ^^^
              |
              = at /paths/~1pets/get
              = help: for the new name, remove its line from the lock; or choose a name with `--rename 'GET /pets=…'` or `Builder::rename`

        "#]])
            .with(|builder| builder.lock(lock("current")).lock_mode(LockMode::Update)),
        case("frozen.yaml", PETS, expect![[r#"
            error[lock-outdated]: `tests/generate/diagnostics/locks/current.lock` lacks `POST /pets` (`list`)
             |
             = help: generate with `--lock`, or with `Builder::lock_mode(LockMode::Update)`, and commit the file

            note[name-locked]: `GET /pets` is `list_pets` as before; without the lock it would be `all_pets`
             --> frozen.yaml:5:5
              |
            5 |     get: {operationId: allPets, responses: {'204': {description: Done.}}}
              |     ^^^
              |
              = at /paths/~1pets/get
              = help: for the new name, remove its line from the lock; or choose a name with `--rename 'GET /pets=…'` or `Builder::rename`

        "#]])
            .with(|builder| builder.lock(lock("current")).lock_mode(LockMode::Frozen)),
        case("absent.yaml", PETS, expect![[r#"
            warning[lock-outdated]: `tests/generate/diagnostics/locks/absent.lock` does not exist
             |
             = help: generate with `--lock`, or with `Builder::lock_mode(LockMode::Update)`, and commit the file

        "#]]).with(|builder| builder.lock(lock("absent"))),
        case("broken.yaml", PETS, expect![[r#"
            error[invalid-lock]: `struct` is not a name in UpperCamelCase
             --> tests/generate/diagnostics/locks/broken.lock:4:7
              |
            4 | Pet = "struct"
              |       ^^^^^^^^
              |
              = help: remove the line, and choose the name with `rename`

            error[invalid-lock]: there is no table `operation` in a lock
             --> tests/generate/diagnostics/locks/broken.lock:6:2
              |
            6 | [operation]
              |  ^^^^^^^^^
              |
              = help: did you mean `operations`?

        "#]]).with(|builder| builder.lock(lock("broken"))),
        case("twice.yaml", PETS, expect![[r#"
            warning[lock-outdated]: `tests/generate/diagnostics/locks/twice.lock` lacks `Pet` (`Pet`) and differs in `GET /pets` (`all_pets`, not `list`) and names `GET /gone` (`gone`) that is no more
             |
             = help: generate with `--lock`, or with `Builder::lock_mode(LockMode::Update)`, and commit the file

            warning[invalid-lock]: `list` is the name of something else too
             --> tests/generate/diagnostics/locks/twice.lock:5:15
              |
            5 | "GET /pets" = "list"
              |               ^^^^^^ gets a name of its own
              |
              = help: generate with `--lock` again

        "#]]).with(|builder| builder.lock(lock("twice"))),
        case("renamed.yaml", PETS, expect![[r#"
            warning[lock-outdated]: `tests/generate/diagnostics/locks/current.lock` lacks `POST /pets` (`pets`) and differs in `GET /pets` (`pets_2`, not `list_pets`)
             |
             = help: generate with `--lock`, or with `Builder::lock_mode(LockMode::Update)`, and commit the file

            warning[name-collision]: two things are called `pets`; this one is `pets_2`
             --> renamed.yaml:5:5
              |
            5 |     get: {operationId: allPets, responses: {'204': {description: Done.}}}
              |     ^^^
            6 |     post: {operationId: list, responses: {'204': {description: Done.}}}
              |     ---- this is `pets`
              |
              = at /paths/~1pets/get
              = help: choose a name with `--rename 'GET /pets=…'` or `Builder::rename`

        "#]])
            .with(|builder| builder.rename("GET /pets", "pets").rename("list", "pets").lock(lock("current"))),
    ]
}

#[test]
fn names() {
    cases().iter().for_each(Case::check);
}
