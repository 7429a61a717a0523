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
INSERT INTO "change" VALUES('2632d918438f45a88ed645292d40f60c','6686a85720694f008f656533ac95dc85','da170a08867b48a3b85c33bbe9d67f44',0,'2026-11-29 14:19:40.145504','patient','add','patient','6686a85720694f008f656533ac95dc85','null','{"name": "Maria Example", "birth_date": null, "sex": "", "height_cm": null, "weight_kg": null, "country": "world", "language": "", "ct_set": "", "is_sample": false, "created_at": "2026-11-29T14:19:39.875472Z", "id": "6686a85720694f008f656533ac95dc85", "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('241e100194dd499f8d0a54dd54d7b2fe','6686a85720694f008f656533ac95dc85','b34d08e7d6e24208b84084b05a4b3907',0,'2026-11-29 14:19:40.405350','patient','import','exam','d4eebbe38ee241ada7368b0c5b8ffd78','null','{"kind_key": "ct_chest", "own_words": "", "date_first": "2019-05-03", "date_last": "2019-05-03", "date_precision": "day", "exam_count": 1, "count_is_approximate": false, "region": "", "side": "", "facility": "", "requested_by": "", "reason": "", "images_at": "", "pregnant": "", "contrast": "", "contrast_agent": "", "notes": "", "entered_from": "portal", "patient_id": "6686a85720694f008f656533ac95dc85", "created_at": "2026-11-29T14:19:40.405350Z", "changed_at": "2026-11-29T14:19:40.405350Z", "id": "d4eebbe38ee241ada7368b0c5b8ffd78", "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('7fac90f8fef64185acd3888376b6b1a2','6686a85720694f008f656533ac95dc85','b34d08e7d6e24208b84084b05a4b3907',1,'2026-11-29 14:19:40.405350','patient','import','source_report','d251b7efd6c54f1cb54f3d76ca65f570','null','{"patient_id": "6686a85720694f008f656533ac95dc85", "exam_id": "d4eebbe38ee241ada7368b0c5b8ffd78", "position": 0, "sop_instance_uid": "fhir:ImagingStudy/s1@2019-05-03", "study_instance_uid": "", "manufacturer": "", "model": "", "station": "", "institution": "", "source_of_dose": "", "file_name": "", "stated": null, "id": "d251b7efd6c54f1cb54f3d76ca65f570", "deleted_at": null}',NULL);
INSERT INTO "change" VALUES('798a77cc76ce4347ac09777b407adb30','6686a85720694f008f656533ac95dc85','7e3bc52262504fa99889bb2380933422',0,'2026-11-29 14:19:40.972120','patient','add','exam','02599216864c438c828979c97767a8bd','null','{"kind_key": "ct_head", "own_words": "", "date_first": "2018-05-03", "date_last": "2018-05-03", "date_precision": "day", "exam_count": 1, "count_is_approximate": false, "region": "", "side": "", "facility": "", "requested_by": "", "reason": "", "images_at": "", "pregnant": "", "contrast": "", "contrast_agent": "", "notes": "", "entered_from": "portal", "patient_id": "6686a85720694f008f656533ac95dc85", "created_at": "2026-11-29T14:19:40.972120Z", "changed_at": "2026-11-29T14:19:40.972120Z", "id": "02599216864c438c828979c97767a8bd", "deleted_at": null}',NULL);
CREATE TABLE drug_given (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	drug_key VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	dose_mg FLOAT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
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
INSERT INTO "exam" VALUES('ct_chest','','2019-05-03','2019-05-03','day',1,0,'','','','','','','','','','','portal','d4eebbe38ee241ada7368b0c5b8ffd78','6686a85720694f008f656533ac95dc85','2026-11-29 14:19:40.405350','2026-11-29 14:19:40.405350',NULL);
INSERT INTO "exam" VALUES('ct_head','','2018-05-03','2018-05-03','day',1,0,'','','','','','','','','','','portal','02599216864c438c828979c97767a8bd','6686a85720694f008f656533ac95dc85','2026-11-29 14:19:40.972120','2026-11-29 14:19:40.972120',NULL);
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
CREATE TABLE injection (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	levels JSON NOT NULL, 
	purpose VARCHAR NOT NULL, 
	pain_before FLOAT, 
	pain_after FLOAT, 
	relief_percent FLOAT, 
	best_after FLOAT, 
	best_after_unit VARCHAR NOT NULL, 
	relief_lasted FLOAT, 
	relief_lasted_unit VARCHAR NOT NULL, 
	still_working VARCHAR NOT NULL, 
	function_gained VARCHAR NOT NULL, 
	complication VARCHAR NOT NULL, 
	complication_text VARCHAR NOT NULL, 
	sedation VARCHAR NOT NULL, 
	operator VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
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
CREATE TABLE pain_entry (
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	exam_id VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	deleted_at DATETIME, 
	minutes_after INTEGER NOT NULL, 
	side VARCHAR NOT NULL, 
	pain FLOAT NOT NULL, 
	note VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id), 
	FOREIGN KEY(exam_id) REFERENCES exam (id)
);
CREATE TABLE patient (
	name VARCHAR NOT NULL, 
	birth_date DATE, 
	sex VARCHAR NOT NULL, 
	height_cm FLOAT, 
	weight_kg FLOAT, 
	country VARCHAR NOT NULL, 
	language VARCHAR NOT NULL, 
	ct_set VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	is_sample BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id)
);
INSERT INTO "patient" VALUES('Maria Example',NULL,'',NULL,NULL,'world','','','6686a85720694f008f656533ac95dc85',0,'2026-11-29 14:19:39.875472',NULL);
CREATE TABLE planned_exam (
	kind_key VARCHAR NOT NULL, 
	own_words VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	side VARCHAR NOT NULL, 
	planned_on DATE, 
	facility VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	id VARCHAR NOT NULL, 
	patient_id VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(patient_id) REFERENCES patient (id)
);
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
INSERT INTO "source_report" VALUES('d251b7efd6c54f1cb54f3d76ca65f570','6686a85720694f008f656533ac95dc85','d4eebbe38ee241ada7368b0c5b8ffd78',0,NULL,'fhir:ImagingStudy/s1@2019-05-03','','','','','','','','null');
CREATE INDEX ix_reaction_patient_id ON reaction (patient_id);
CREATE UNIQUE INDEX health_fact_once ON health_fact (patient_id, topic) WHERE deleted_at IS NULL;
CREATE INDEX exam_of ON exam (patient_id, date_first);
CREATE INDEX planned_exam_of ON planned_exam (patient_id, planned_on);
CREATE INDEX change_of ON change (patient_id, entity_id);
CREATE INDEX ix_change_batch_id ON change (batch_id);
CREATE INDEX measurement_of ON measurement (patient_id, exam_id);
CREATE INDEX ix_measurement_exam_id ON measurement (exam_id);
CREATE INDEX ix_irradiation_event_exam_id ON irradiation_event (exam_id);
CREATE UNIQUE INDEX irradiation_event_once ON irradiation_event (patient_id, event_uid) WHERE deleted_at IS NULL;
CREATE INDEX ix_source_report_exam_id ON source_report (exam_id);
CREATE UNIQUE INDEX source_report_once ON source_report (patient_id, sop_instance_uid) WHERE deleted_at IS NULL;
CREATE INDEX ix_injection_exam_id ON injection (exam_id);
CREATE UNIQUE INDEX injection_once ON injection (patient_id, exam_id) WHERE deleted_at IS NULL;
CREATE INDEX drug_given_of ON drug_given (patient_id, exam_id);
CREATE INDEX ix_drug_given_exam_id ON drug_given (exam_id);
CREATE UNIQUE INDEX pain_entry_once ON pain_entry (patient_id, exam_id, minutes_after, side) WHERE deleted_at IS NULL;
CREATE INDEX ix_pain_entry_exam_id ON pain_entry (exam_id);
COMMIT;
PRAGMA user_version = 3;
