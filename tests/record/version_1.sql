-- A record as version 1 of the tables held it: one person, renamed once, with one injection.
PRAGMA user_version=1;
BEGIN TRANSACTION;
CREATE TABLE change (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	batch_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	entity VARCHAR NOT NULL, 
	entity_id VARCHAR NOT NULL, 
	"before" JSON, 
	"after" JSON, 
	undone_by VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "change" VALUES('2aca646bae494926bad9075ba362f9d5','06be8b7cbd664d9bb93e1a60fc8277d9','9581563d0c3a44088218822d7b2b0651',0,'2026-11-21 04:13:11.743243','patient','add','patient','06be8b7cbd664d9bb93e1a60fc8277d9','null','{"name": "Maria Example", "birth_date": "1971-05-12", "sex": "female", "height_cm": null, "weight_kg": null, "country": "world", "is_sample": false, "created_at": "2026-11-21T04:13:11.737123Z", "id": "06be8b7cbd664d9bb93e1a60fc8277d9", "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('5c147e1b62fc496e9d358415fe54b9cc','06be8b7cbd664d9bb93e1a60fc8277d9','88df845bd31b463aaf8a96b4ec86dd1a',0,'2026-11-21 04:13:11.750946','patient','edit','patient','06be8b7cbd664d9bb93e1a60fc8277d9','{"weight_kg": null, "id": "06be8b7cbd664d9bb93e1a60fc8277d9", "created_at": "2026-11-21T04:13:11.737123Z", "height_cm": null, "name": "Maria Example", "sex": "female", "birth_date": "1971-05-12", "country": "world", "is_sample": false, "deleted_at": null}','{"weight_kg": null, "id": "06be8b7cbd664d9bb93e1a60fc8277d9", "created_at": "2026-11-21T04:13:11.737123Z", "height_cm": null, "name": "Maria Example-Later", "sex": "female", "birth_date": "1971-05-12", "country": "world", "is_sample": false, "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('984309cd2d34495b8fbbe884c58cd982','06be8b7cbd664d9bb93e1a60fc8277d9','a0a4c42db14649189abe200b67568d34',0,'2026-11-21 04:13:11.757762','patient','add','exam','4d61d6dc85c047db889f8f10f277412a','null','{"kind_key": "esi_lumbar_transforaminal_rf", "own_words": "", "date_first": "2024-03-04", "date_last": "2024-03-04", "date_precision": "day", "exam_count": 1, "count_is_approximate": false, "region": "", "side": "left", "facility": "", "requested_by": "", "reason": "", "images_at": "", "pregnant": "", "contrast": "", "contrast_agent": "", "notes": "L4-5", "entered_from": "memory", "patient_id": "06be8b7cbd664d9bb93e1a60fc8277d9", "created_at": "2026-11-21T04:13:11.757762Z", "changed_at": "2026-11-21T04:13:11.757762Z", "id": "4d61d6dc85c047db889f8f10f277412a", "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('a9b4942776b442739c85c4c9f63b11df','06be8b7cbd664d9bb93e1a60fc8277d9','a0a4c42db14649189abe200b67568d34',1,'2026-11-21 04:13:11.757762','patient','add','measurement','b47ffda39b95494e9b35f36fa9d5d8ef','null','{"patient_id": "06be8b7cbd664d9bb93e1a60fc8277d9", "exam_id": "4d61d6dc85c047db889f8f10f277412a", "position": 0, "quantity": "kap_gy_cm2", "value": 2.41, "reported": "2.41 Gy.cm2", "origin": "", "source": "typed", "laterality": "", "phantom": "", "region": "", "part": false, "plane": "", "radiopharmaceutical": "", "authority": "", "tube_voltage_kv": null, "id": "b47ffda39b95494e9b35f36fa9d5d8ef", "deleted_at": null}',NULL);
CREATE TABLE exam (
	kind_key VARCHAR NOT NULL, 
	own_words VARCHAR NOT NULL, 
	date_first DATE NOT NULL, 
	date_last DATE NOT NULL, 
	date_precision VARCHAR NOT NULL, 
	exam_count INTEGER NOT NULL, 
	count_is_approximate BOOLEAN NOT NULL, 
	region VARCHAR NOT NULL, 
	side VARCHAR NOT NULL, 
	facility VARCHAR NOT NULL, 
	requested_by VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	images_at VARCHAR NOT NULL, 
	pregnant VARCHAR NOT NULL, 
	contrast VARCHAR NOT NULL, 
	contrast_agent VARCHAR NOT NULL, 
	notes VARCHAR NOT NULL, 
	entered_from VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
INSERT INTO "exam" VALUES('esi_lumbar_transforaminal_rf','','2024-03-04','2024-03-04','day',1,0,'','left','','','','','','','','L4-5','memory','4d61d6dc85c047db889f8f10f277412a','06be8b7cbd664d9bb93e1a60fc8277d9','2026-11-21 04:13:11.757762','2026-11-21 04:13:11.757762',NULL);
CREATE TABLE health_fact (
	topic VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	detail VARCHAR NOT NULL, 
	due_date DATE, 
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
CREATE TABLE irradiation_event (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	event_uid VARCHAR NOT NULL, 
	started_at DATETIME, 
	event_type VARCHAR NOT NULL, 
	plane VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	laterality VARCHAR NOT NULL, 
	protocol VARCHAR NOT NULL, 
	phantom VARCHAR NOT NULL, 
	tube_voltage_kv FLOAT, 
	kap_gy_cm2 FLOAT, 
	air_kerma_mgy FLOAT, 
	fluoro_time_s FLOAT, 
	dlp_mgy_cm FLOAT, 
	ctdivol_mgy FLOAT, 
	glandular_dose_mgy FLOAT, 
	geometry JSON, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
CREATE TABLE measurement (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	quantity VARCHAR NOT NULL, 
	value FLOAT NOT NULL, 
	reported VARCHAR NOT NULL, 
	origin VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	laterality VARCHAR NOT NULL, 
	phantom VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	part BOOLEAN NOT NULL, 
	plane VARCHAR NOT NULL, 
	radiopharmaceutical VARCHAR NOT NULL, 
	authority VARCHAR NOT NULL, 
	tube_voltage_kv FLOAT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
INSERT INTO "measurement" VALUES('b47ffda39b95494e9b35f36fa9d5d8ef','06be8b7cbd664d9bb93e1a60fc8277d9','4d61d6dc85c047db889f8f10f277412a',0,NULL,'kap_gy_cm2',2.41,'2.41 Gy.cm2','','typed','','','',0,'','','',NULL);
CREATE TABLE patient (
	name VARCHAR NOT NULL, 
	birth_date DATE, 
	sex VARCHAR NOT NULL, 
	height_cm FLOAT, 
	weight_kg FLOAT, 
	country VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	is_sample BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id)
);
INSERT INTO "patient" VALUES('Maria Example-Later','1971-05-12','female',NULL,NULL,'world','06be8b7cbd664d9bb93e1a60fc8277d9',0,'2026-11-21 04:13:11.737123',NULL);
CREATE TABLE reaction (
	substance_group VARCHAR NOT NULL, 
	substance VARCHAR NOT NULL, 
	reaction VARCHAR NOT NULL, 
	severity VARCHAR NOT NULL, 
	year INTEGER, 
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
CREATE TABLE source_report (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	sop_instance_uid VARCHAR NOT NULL, 
	study_instance_uid VARCHAR NOT NULL, 
	manufacturer VARCHAR NOT NULL, 
	model VARCHAR NOT NULL, 
	station VARCHAR NOT NULL, 
	institution VARCHAR NOT NULL, 
	source_of_dose VARCHAR NOT NULL, 
	file_name VARCHAR NOT NULL, 
	stated JSON, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
CREATE INDEX ix_reaction_patient_id ON reaction (patient_id);
CREATE UNIQUE INDEX health_fact_once ON health_fact (patient_id, topic) WHERE deleted_at IS NULL;
CREATE INDEX exam_of ON exam (patient_id, date_first);
CREATE INDEX ix_change_batch_id ON change (batch_id);
CREATE INDEX change_of ON change (patient_id, entity_id);
CREATE INDEX ix_measurement_exam_id ON measurement (exam_id);
CREATE INDEX measurement_of ON measurement (patient_id, exam_id);
CREATE INDEX ix_irradiation_event_exam_id ON irradiation_event (exam_id);
CREATE UNIQUE INDEX irradiation_event_once ON irradiation_event (patient_id, event_uid) WHERE deleted_at IS NULL;
CREATE INDEX ix_source_report_exam_id ON source_report (exam_id);
CREATE UNIQUE INDEX source_report_once ON source_report (patient_id, sop_instance_uid) WHERE deleted_at IS NULL;
COMMIT;
